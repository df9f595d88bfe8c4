// The console page: draws the picture of the world that the server streams, and moves the clock.
"use strict";

const byId = (id) => document.getElementById(id);
const token = document.querySelector('meta[name="baton-token"]').content;
const HUES = { ana: 158, ben: 205, chloe: 338, mo: 28, caleb: 262, robin: 90 };
const CHAT_TAB = "baton-chat";

let picture = null;
let who = recall("who") || "ana";
let moving = false;
let refused = null;

function recall(key) { try { return sessionStorage.getItem(`baton-${key}`); } catch { return null; } }
function keep(key, value) { try { sessionStorage.setItem(`baton-${key}`, value); } catch { /* private window */ } }

function node(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}
function say(element, text) { if (element.textContent !== text) element.textContent = text; }
function flag(element, name, on) { if (on) element.setAttribute(name, "true"); else element.removeAttribute(name); }

// Elements are made once and then only brought up to date, so that focus and screen readers stay where they are.
function list(parent, items, keyOf, make, update) {
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  items.forEach((item, index) => {
    const key = String(keyOf(item, index));
    let element = known.get(key);
    if (element) known.delete(key);
    else {
      element = make(item, index);
      element.dataset.key = key;
    }
    if (parent.children[index] !== element) parent.insertBefore(element, parent.children[index] || null);
    update(element, item, index);
  });
  known.forEach((element) => element.remove());
}

function face(key, name, little) {
  const element = node("span", little ? "face-of little" : "face-of", name[0]);
  element.style.setProperty("--hue", HUES[key] ?? 158);
  element.setAttribute("aria-hidden", "true");
  return element;
}
function nameOf(key) { return picture.people.find((person) => person.key === key)?.name ?? key; }
function chatLink(place, person, step) { return `/chat/${place}/${person}${step ? `?step=${step}` : ""}`; }
function link(text, className) {
  const element = node("a", className, text);
  element.target = CHAT_TAB;
  return element;
}

function drawTour() {
  const done = picture.tour.filter((step) => step.done).length;
  const all = picture.tour.length;
  const next = picture.tour.findIndex((step) => !step.done);
  say(byId("progress"), done === all ? "All done. The team is yours." : `${done} of ${all} done`);
  byId("track").style.transform = `translateX(${(done / all - 1) * 100}%)`;
  list(byId("steps"), picture.tour, (step) => step.key, (step, index) => {
    const item = node("li", "step");
    const mark = node("span", "mark", String(index + 1));
    const go = node("div", "go");
    if (step.jump) {
      const jump = node("button", "button", "Jump to Monday");
      jump.type = "button";
      jump.addEventListener("click", () => moveClock(step.jump));
      go.append(jump);
    }
    if (step.runs) go.append(deedButton("finish", "Finish a run", () => step.runs));
    go.append(link(""));
    if (step.then) go.append(link(""));
    item.append(mark, node("h3"), node("p"), go);
    return item;
  }, (item, step, index) => {
    const [mark, title, how, go] = item.children;
    flag(item, "data-done", step.done);
    flag(item, "data-next", index === next);
    say(mark, step.done ? "✓" : String(index + 1));
    mark.setAttribute("aria-label", step.done ? "Done" : `Step ${index + 1}`);
    mark.setAttribute("role", "img");
    say(title, step.title);
    say(how, step.how);
    const [there, after] = go.querySelectorAll("a");
    there.href = chatLink(step.place, step.who, step.key);
    say(there, step.jump ? "Read the post" : "Take me there");
    there.setAttribute("aria-label", `${there.textContent}: ${step.title} (opens the chat tab)`);
    if (step.runs) go.firstElementChild.hidden = step.done || !account(step.runs)?.connected;
    if (!after) return;
    after.href = chatLink(step.then.place, step.then.who, step.key);
    say(after, step.then.label);
    after.setAttribute("aria-label", `${step.then.label}: ${step.title} (opens the chat tab)`);
  });
}

function drawTeam() {
  list(byId("people"), picture.people, (person) => person.key, (person) => {
    const label = node("label", "person");
    const input = node("input");
    input.type = "radio";
    input.name = "who";
    input.value = person.key;
    input.addEventListener("change", () => { who = person.key; keep("who", who); drawTeam(); });
    const title = node("span");
    title.append(node("strong", "", person.name), " ", node("span", "part", person.part === "runner" ? "" : person.part));
    label.append(input, face(person.key, person.name), title, node("span", "about", person.about));
    return label;
  }, (label, person) => { label.querySelector("input").checked = person.key === who; });

  const draw = (parent, places, personFor) => list(parent, places, (place) => place.key, (place) => {
    const item = node("li");
    const anchor = link("");
    if (place.owner) anchor.append(face(place.owner, nameOf(place.owner), true));
    anchor.append(node("strong"), node("span", "pip"));
    if (!place.owner) anchor.append(node("span", "about", place.about));
    item.append(anchor);
    return item;
  }, (item, place) => {
    const anchor = item.firstElementChild;
    const person = personFor(place);
    anchor.href = chatLink(place.key, person);
    say(anchor.querySelector("strong"), place.owner ? nameOf(place.owner) : place.title);
    const pip = anchor.querySelector(".pip");
    const isOpen = picture.open?.place === place.key;
    flag(pip, "data-fresh", place.fresh > 0);
    say(pip, place.fresh > 0 ? `${place.fresh} new` : isOpen ? "open" : place.count ? String(place.count) : "");
    flag(anchor, "aria-current", isOpen);
    const count = place.fresh > 0 ? `${place.fresh} new` : place.count === 1 ? "1 message" : `${place.count} messages`;
    anchor.setAttribute("aria-label", `Open ${place.title} as ${nameOf(person)}, ${count}`);
  });
  draw(byId("channels"), picture.places.filter((place) => !place.owner), () => who);
  draw(byId("messages"), picture.places.filter((place) => place.owner), (place) => place.owner);
}

function account(key) { return picture.strava.people.find((one) => one.key === key); }
function deedButton(what, label, whose, className) {
  const button = node("button", className || "button", label);
  button.type = "button";
  button.addEventListener("click", () => doOnStrava(what, whose()));
  return button;
}

function drawStrava() {
  byId("level").textContent = picture.strava.level;
  byId("does").textContent = picture.strava.does;
  byId("figures").hidden = !picture.strava.people.some((one) => one.connected);
  list(byId("accounts"), picture.strava.people, (one) => one.key, (one) => {
    const item = node("li");
    const deeds = node("div", "deeds");
    const name = nameOf(one.key);
    for (const [what, label] of [["finish", "Finish this run"], ["change", "Change the last"],
      ["delete", "Delete the last"], ["withdraw", "Withdraw access"]]) {
      const button = deedButton(what, label, () => one.key, what === "finish" ? "button first" : "button");
      button.dataset.what = what;
      button.setAttribute("aria-label", `${label}, as ${name} on Strava`);
      deeds.append(button);
    }
    const connect = link("Connect", "button");
    connect.href = `${chatLink(`dm-${one.key}`, one.key)}?type=${encodeURIComponent("/strava connect")}`;
    connect.setAttribute("aria-label", `Connect Strava as ${name} (opens the chat tab)`);
    const letters = link(`Read it as ${name}`);
    letters.href = chatLink(`dm-${one.key}`, one.key);
    const came = node("p", "came");
    came.append(node("span"), " ", letters);
    item.append(face(one.key, name, true), node("strong", "", name), node("span", "sub"), connect, deeds, came);
    return item;
  }, (item, one) => {
    const [, , sub, connect, deeds, came] = item.children;
    flag(item, "data-wide", one.connected || picture.strava.said_of === one.key);
    say(sub, one.connected ? one.run || "Connected, no run there yet" : "Not connected");
    connect.hidden = one.connected;
    deeds.hidden = !one.connected;
    for (const button of deeds.children) {
      button.hidden = !one.run && (button.dataset.what === "change" || button.dataset.what === "delete");
      button.setAttribute("aria-disabled", String(moving));
    }
    const isRefused = refused?.whose === one.key;
    const text = isRefused ? refused.why : picture.strava.said_of === one.key ? picture.strava.said : "";
    came.hidden = !text;
    flag(came, "data-refused", isRefused);
    say(came.firstElementChild, text);
    came.lastElementChild.hidden = isRefused;
  });
}

async function doOnStrava(what, whose) {
  if (moving) return;
  moving = true;
  refused = null;
  drawStrava();
  const figures = { km: byId("km").value, minutes: byId("minutes").value, race: byId("race").checked ? "yes" : "" };
  try {
    const answer = await fetch("/strava/deed", {
      method: "POST", headers: { "X-Baton-Token": token }, body: new URLSearchParams({ what, who: whose, ...figures }),
    });
    if (answer.ok) show(await answer.json());
    else refused = { whose, why: (await answer.text()).trim() };
    tell(refused?.why ?? picture.strava.said);
  } catch {
    tell("Strava did not answer. If the playground was stopped, start it again and reload this page.");
    setLink("lost");
  } finally {
    moving = false;
    drawStrava();
    drawClock();
  }
}

function drawClock() {
  const clock = picture.clock;
  say(byId("time"), clock.time);
  byId("time").dateTime = clock.iso;
  say(byId("day"), clock.day);
  say(byId("zone"), clock.zone);
  say(byId("top-day"), clock.day);
  say(byId("top-time"), clock.time);
  list(byId("buttons"), clock.buttons, (button) => button.key, (button) => {
    const element = node("button", button.key === "monday" ? "button first" : "button");
    element.type = "button";
    element.append(node("span", "", button.label), node("small"));
    element.addEventListener("click", () => moveClock(button.key));
    return element;
  }, (element, button) => {
    say(element.lastElementChild, button.to);
    element.setAttribute("aria-disabled", String(moving));
  });
  byId("jump").hidden = !clock.jump;
  if (!clock.jump) return;
  say(byId("jump-text"), clock.jump.text);
  list(byId("jump-lines"), clock.jump.lines, (line, index) => `${index}-${line.what}-${line.where}`, () => {
    const item = node("li");
    item.append(node("span"), link("Open"));
    return item;
  }, (item, line) => {
    const [text, there] = item.children;
    say(text, `${line.what} in ${line.where}`);
    const reader = line.who || who;
    there.hidden = !line.place;
    there.href = chatLink(line.place, reader);
    there.setAttribute("aria-label", `Open ${line.where} as ${nameOf(reader)}`);
  });
}

function drawRows() {
  list(byId("posts"), picture.planned, (post) => post.what, () => {
    const item = node("li");
    item.append(node("strong"), node("span", "far"), node("span", "sub"));
    return item;
  }, (item, post) => {
    say(item.children[0], post.what);
    say(item.children[1], post.in);
    say(item.children[2], `${post.when} · ${post.where}`);
  });
  list(byId("counts"), picture.outbox.counts, (entry) => entry.fate, (entry) => {
    const group = node("div");
    group.dataset.fate = entry.fate;
    group.append(node("dt", "", entry.label), node("dd"));
    return group;
  }, (group, entry) => {
    flag(group, "data-some", entry.count > 0);
    say(group.lastElementChild, String(entry.count));
  });
  list(byId("lines"), picture.outbox.newest, (line) => line.key, () => {
    const item = node("li");
    item.append(node("strong"), node("span", "far"), node("span", "sub"));
    return item;
  }, (item, line) => {
    item.dataset.fate = line.fate;
    say(item.children[0], line.what);
    say(item.children[1], `${line.said}, ${line.when}`);
    say(item.children[2], line.reason ? `${line.where}: ${line.reason}` : line.where);
  });
}

let news = "";
function tell(text) { if (text && text !== news) { news = text; byId("news").textContent = text; } }

function show(next) {
  const before = picture;
  if (before && before.run !== next.run) { location.reload(); return; }
  picture = next;
  if (!picture.people.some((person) => person.key === who)) who = picture.people[0].key;
  drawTour();
  drawTeam();
  drawStrava();
  drawClock();
  drawRows();
  if (!before) return;
  const ticked = picture.tour.find((step, index) => step.done && !before.tour[index].done);
  const busier = picture.places.find((place) => place.fresh > (before.places.find((old) => old.key === place.key)?.fresh ?? 0));
  tell([
    ticked ? `Done: ${ticked.title}.` : "",
    busier ? `${busier.fresh} new in ${busier.title}.` : "",
  ].filter(Boolean).join(" "));
}

async function moveClock(to) {
  if (moving) return;
  moving = true;
  drawClock();
  try {
    const answer = await fetch("/clock", {
      method: "POST", headers: { "X-Baton-Token": token }, body: new URLSearchParams({ to }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    show(await answer.json());
    tell(picture.clock.jump.text);
  } catch {
    tell("The clock did not move. If the playground was stopped, start it again and reload this page.");
    setLink("lost");
  } finally {
    moving = false;
    drawClock();
  }
}

function setLink(state) {
  byId("link").dataset.state = state;
  say(byId("link"), { live: "Live", waiting: "Connecting", lost: "Playground stopped" }[state]);
}

// A hidden page lets go of its stream: browsers allow six connections, and the chat tab needs some of them.
let stream = null;
function listen() {
  if (stream || document.hidden) return;
  stream = new EventSource("/events");
  stream.addEventListener("open", () => setLink("live"));
  stream.addEventListener("message", (event) => show(JSON.parse(event.data)));
  stream.addEventListener("error", () => setLink("lost"));
}
function hush() { stream?.close(); stream = null; }
document.addEventListener("visibilitychange", () => (document.hidden ? hush() : listen()));
window.addEventListener("pagehide", hush);
window.addEventListener("pageshow", listen);
listen();
