// Goes with SimCord's chat page: lets it in, adds a bar with place, person and tour, and says when it was left behind.
"use strict";
(() => {
  const fact = (name) => document.querySelector(`meta[name="baton-${name}"]`).content;
  const place = fact("place");
  const who = fact("as");
  const opening = Number(fact("opening"));
  const address = location.pathname + location.search;
  // SimCord's own script takes its key from here as soon as it runs, which is after this one.
  history.replaceState(history.state, "", `${address}#${fact("pass")}`);

  // The console offers others.
  const RUN = { km: "8", minutes: "46" };

  let picture = null;
  let bar = null;
  let stepKey = new URLSearchParams(location.search).get("step");
  const wanted = new URLSearchParams(location.search).get("type");
  let typed = false;

  function node(tag, props = {}, ...children) {
    const element = Object.assign(document.createElement(tag), props);
    element.append(...children);
    return element;
  }
  function go(toPlace, toWho, step) { return `/chat/${toPlace}/${toWho}${step ? `?step=${step}` : ""}`; }

  function build() {
    const placeSelect = node("select", { id: "baton-place" });
    const whoSelect = node("select", { id: "baton-who" });
    placeSelect.addEventListener("change", () => {
      const chosen = picture.places.find((item) => item.key === placeSelect.value);
      location.assign(go(chosen.key, chosen.owner || who));
    });
    whoSelect.addEventListener("change", () => {
      const owner = picture.places.find((item) => item.key === place)?.owner;
      location.assign(go(owner ? `dm-${whoSelect.value}` : place, whoSelect.value));
    });
    const tools = node("button", { type: "button", className: "tools", textContent: "Simulator tools" });
    tools.setAttribute("aria-pressed", "false");
    tools.addEventListener("click", () => {
      const on = document.body.classList.toggle("baton-tools");
      tools.setAttribute("aria-pressed", String(on));
    });
    const time = node("span", { className: "time" });
    const home = node("a", { className: "home", href: "/" }, node("img", { src: "/static/baton.svg", alt: "" }), node("span", { textContent: "Playground" }));
    home.setAttribute("aria-label", "Back to the playground");
    const element = node("nav", { id: "baton-bar" }, home,
      node("label", {}, node("span", { textContent: "Place" }), placeSelect),
      node("label", {}, node("span", { textContent: "You are" }), whoSelect), time, tools);
    element.setAttribute("aria-label", "Playground");
    placeSelect.setAttribute("aria-label", "Place");
    whoSelect.setAttribute("aria-label", "You are");
    const hint = node("aside", { id: "baton-hint", hidden: true });
    hint.setAttribute("role", "status");
    const remark = node("p", { id: "baton-remark", hidden: true });
    remark.setAttribute("role", "status");
    document.body.prepend(element, hint, remark);
    bar = { placeSelect, whoSelect, time, hint, remark };
  }

  function fill(select, options, chosen) {
    const value = JSON.stringify(options);
    if (select.dataset.options === value) return;
    select.dataset.options = value;
    select.replaceChildren(...options.map(([key, text]) => node("option", { value: key, textContent: text, selected: key === chosen })));
  }

  function draw() {
    const title = picture.places.find((item) => item.key === place)?.title ?? place;
    const name = picture.people.find((item) => item.key === who)?.name ?? who;
    document.title = `${title} as ${name} · Baton playground`;
    fill(bar.placeSelect, picture.places.map((item) => [item.key, item.title]), place);
    fill(bar.whoSelect, picture.people.map((item) => [item.key, item.name]), who);
    bar.time.textContent = `${picture.clock.day.split(" ")[0].slice(0, 3)} ${picture.clock.time}`;
    drawHint();
    drawAway(title, name);
  }

  function drawHint() {
    const index = picture.tour.findIndex((step) => step.key === stepKey);
    const step = picture.tour[index];
    bar.hint.hidden = !step;
    if (!step) return;
    const next = picture.tour.find((item) => !item.done);
    const value = JSON.stringify([step, next?.key, step.runs && picture.strava.people]);
    if (bar.hint.dataset.value === value) return;
    bar.hint.dataset.value = value;
    bar.hint.toggleAttribute("data-done", step.done);
    if (!step.done) {
      const parts = [node("p", {}, node("b", { textContent: `${index + 1}. ${step.title}` }), step.how)];
      if (step.jump) {
        const jump = node("button", { type: "button", textContent: "Jump to Monday 08:00" });
        jump.addEventListener("click", () => post("/clock", { to: step.jump }));
        parts.push(jump);
      }
      if (step.runs && picture.strava.people.some((one) => one.key === step.runs && one.connected)) {
        const run = node("button", { type: "button", textContent: "Finish a run on Strava" });
        run.addEventListener("click", () => post("/strava/deed", { what: "finish", who: step.runs, ...RUN }));
        parts.push(run);
      }
      if (step.then && step.then.place !== place) {
        parts.push(node("a", { href: go(step.then.place, step.then.who, step.key), textContent: step.then.label }));
      }
      bar.hint.replaceChildren(...parts);
      return;
    }
    bar.hint.replaceChildren(
      node("p", {}, node("b", { textContent: `Done: ${step.title}.` }), next ? `Up next: ${next.title}.` : "That was the whole tour. The team is yours."),
      next ? node("a", { href: go(next.place, next.who, next.key), textContent: "Go on" }) : node("a", { href: "/", textContent: "Back to the playground" }),
    );
  }

  async function post(path, form) {
    await fetch(path, { method: "POST", headers: { "X-Baton-Token": fact("token") }, body: new URLSearchParams(form) });
  }

  // One place is open at a time. A page left behind says so, and comes back by itself when somebody turns to it.
  function drawAway(title, name) {
    const away = picture.open?.number !== opening;
    let sheet = document.getElementById("baton-away");
    if (!away) { sheet?.remove(); return; }
    if (sheet) return;
    const back = node("a", { href: address, textContent: `Show ${title} as ${name}` });
    sheet = node("section", { id: "baton-away" }, node("div", {},
      node("h2", { textContent: "This place is resting" }),
      node("p", { textContent: "The simulator shows one place at a time, and another one is open just now." }), back));
    sheet.setAttribute("role", "dialog");
    sheet.setAttribute("aria-modal", "true");
    sheet.setAttribute("aria-label", "This place is resting");
    document.body.append(sheet);
    document.getElementById("preview-shell").inert = true;
  }
  function comeBack() { if (document.getElementById("baton-away")) location.replace(address); }

  // Types the step's command for the visitor, once; sending it stays theirs. SimCord's page empties the field while it
  // is still coming up, so the command counts as typed when its list is open and the page at rest.
  let turn = 0;
  function typeCommand() {
    clearTimeout(turn);
    const step = picture?.tour.find((item) => item.key === stepKey);
    const command = step && step.place === place && !step.done ? step.command : wanted;
    if (typed || !command) return;
    const input = document.getElementById("channel-composer-input");
    const status = document.getElementById("action-status").textContent;
    if (input?.offsetParent && status && !status.includes("…")) {
      if (document.querySelector(".command-entry")?.offsetParent || (input.value && input.value !== command)) {
        typed = true;
        return;
      }
      input.focus();
      input.value = command;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
    turn = setTimeout(typeCommand, 300);
  }
  function leaveToVisitor(event) { if (event.isTrusted && event.target.id === "channel-composer-input") typed = true; }

  // What is new stands at the bottom, and whoever opens a chat or sends something wants to see it.
  function followNewest() {
    const timeline = document.getElementById("channel-timeline");
    const messages = document.getElementById("channel-message-list");
    let follow = true;
    timeline.addEventListener("wheel", () => { follow = nearEnd(); }, { passive: true });
    timeline.addEventListener("touchmove", () => { follow = nearEnd(); }, { passive: true });
    timeline.addEventListener("keydown", () => requestAnimationFrame(() => { follow = nearEnd(); }));
    document.getElementById("channel-composer").addEventListener("submit", () => { follow = true; }, true);
    function nearEnd() { return timeline.scrollHeight - timeline.scrollTop - timeline.clientHeight < 80; }
    function toEnd() { if (follow) timeline.scrollTop = timeline.scrollHeight; }
    new MutationObserver(() => requestAnimationFrame(toEnd)).observe(messages, { childList: true, subtree: true });
    new ResizeObserver(toEnd).observe(messages);
    new ResizeObserver(toEnd).observe(timeline);
  }

  // SimCord's own toolbar is out of sight; two of its remarks matter to a visitor all the same.
  const REMARKS = {
    "Action was not completed.": "That did not go through. Please try once more.",
    "Connection interrupted; trying again…": "The playground is not answering just now.",
  };
  function passOnRemarks() {
    const status = document.getElementById("action-status");
    new MutationObserver(() => {
      bar.remark.textContent = REMARKS[status.textContent] ?? "";
      bar.remark.hidden = !bar.remark.textContent;
    }).observe(status, { childList: true, characterData: true, subtree: true });
  }

  let stream = null;
  function listen() {
    if (stream || document.hidden) return;
    stream = new EventSource("/events");
    stream.addEventListener("message", (event) => {
      const next = JSON.parse(event.data);
      if (picture && picture.run !== next.run) { location.replace(address); return; }
      picture = next;
      draw();
      typeCommand();
    });
  }
  function hush() { stream?.close(); stream = null; }

  document.addEventListener("DOMContentLoaded", () => {
    history.replaceState(history.state, "", address);
    build();
    followNewest();
    passOnRemarks();
    document.addEventListener("keydown", leaveToVisitor, true);
    document.addEventListener("input", leaveToVisitor, true);
    listen();
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) hush();
      else { listen(); comeBack(); }
    });
    window.addEventListener("focus", comeBack);
    window.addEventListener("pagehide", hush);
    window.addEventListener("pageshow", listen);
  });
})();
