"""Files of runs: fetched from Discord, read, and asked about where they do not tell enough."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import discord

from bot.domain.runs import RunKind
from bot.errors import NotAllowed, NotFound, UserError
from bot.services.asker import Asker
from bot.services.imports import ImportProgress
from bot.services.uploads import KnownRun, Missing, Upload, Uploaded, UploadQuestion, check_size, is_readable
from bot.ui import errors, figures, text, theme
from bot.ui.cards import IN_A_ROW, Card
from bot.ui.components import Form, Interaction, Layout, asker_of, services_of
from bot.ui.controls import Press, Pressed, Question
from bot.ui.imports import ProgressView, watch
from bot.ui.quoting import quoted, tidy
from bot.ui.run_lines import lines, run_details, run_figures
from bot.ui.runs import outcome_view
from bot.ui.text import uploads as said

log = logging.getLogger(__name__)

LONGEST_ANSWER: Final = 100
NAME_SHOWN: Final = 40


async def log_file(
    interaction: Interaction,
    file: discord.Attachment,
    *,
    kind: RunKind | None = None,
    effort: int | None = None,
    note: str | None = None,
) -> None:
    """Answer with what comes of a file: the run in the log, a question about it, or a list on its way.

    Raises `UserError` for one that cannot be fetched or read.
    """
    asker = asker_of(interaction)
    check_size(file.size)
    # Fetching and reading take longer than Discord waits for a first answer.
    await interaction.response.defer(ephemeral=True, thinking=True)
    uploads = services_of(interaction).uploads
    try:
        data = await file.read()
    except discord.HTTPException as error:
        log.info("a file could not be fetched: %s", error)
        raise NotFound("file_gone") from None
    upload = await uploads.read(file.filename, data, kind=kind, effort=effort, note=note)
    outcome = await uploads.take(asker, upload)
    await interaction.edit_original_response(view=uploaded_view(outcome, asker))
    watch(interaction, outcome)


async def log_message(interaction: Interaction, message: discord.Message) -> None:
    """Answer with what comes of the first file of a run in a message of one's own, and offer the others.

    See `log_file`.
    """
    if message.author.id != interaction.user.id:
        raise NotAllowed("not_your_file")
    files = [one for one in message.attachments if is_readable(one.filename)]
    if not files:
        raise UserError("no_file")
    first, *others = files
    if not others:
        await log_file(interaction, first)
        return
    try:
        await log_file(interaction, first)
    except UserError as error:
        # One that cannot be read says nothing of those beside it.
        await errors.render(interaction, error)
    await interaction.followup.send(view=OtherFilesView(others, interaction.user.id), ephemeral=True)


def uploaded_view(outcome: Uploaded, asker: Asker) -> discord.ui.LayoutView:
    """Return what is shown of a file; `asker` is whoever sent it, in the team that was meant then."""
    match outcome:
        case UploadQuestion():
            return UploadQuestionView(outcome, asker)
        case KnownRun():
            return KnownRunView(outcome)
        case ImportProgress():
            return ProgressView(outcome)
        case _:
            return outcome_view(outcome, asker)


class KnownRunView(Card):
    """The private answer to a file whose run is in the log already: that run."""

    def __init__(self, known: KnownRun) -> None:
        values = run_figures(known.run, known.unit) | {"date": figures.day(known.run.local_date, known.today)}
        super().__init__(lines(said.KNOWN.format_map(values), run_details(known.run, known.unit)), accent=theme.RUN)


class OtherFilesView(Layout):
    """Offers the files that came in one message with a file that was logged; each has an answer of its own."""

    def __init__(self, files: Sequence[discord.Attachment], user_id: int) -> None:
        super().__init__()
        self.user_id = user_id
        presses = [Press(self, self._name(file), self._logging(file)) for file in files]
        self.add_item(
            discord.ui.Container(
                discord.ui.TextDisplay(said.other_files(len(files))),
                *(
                    discord.ui.ActionRow(*presses[first : first + IN_A_ROW])
                    for first in range(0, len(presses), IN_A_ROW)
                ),
                accent_colour=theme.RUN,
            )
        )

    @staticmethod
    def _name(file: discord.Attachment) -> str:
        return tidy(file.filename, NAME_SHOWN) or said.NAMELESS

    def _logging(self, file: discord.Attachment) -> Pressed:
        async def pressed(interaction: Interaction) -> None:
            if interaction.user.id != self.user_id:
                raise NotAllowed("not_your_file")
            await log_file(interaction, file)

        return pressed


class UploadQuestionView(Question):
    """Asks for what a file does not tell. What was read stays with the question until it is answered."""

    def __init__(self, asked: UploadQuestion, asker: Asker) -> None:
        super().__init__()
        self.asked = asked
        self.asker = asker
        sentence, buttons = self._question()
        self.add_item(
            discord.ui.Container(
                discord.ui.TextDisplay(lines(sentence, _read(asked))),
                discord.ui.ActionRow(*buttons, Press(self, self._no, self.cancel)),
                accent_colour=theme.RUN,
            )
        )

    @property
    def _no(self) -> str:
        return said.IS_RUN_NO if self.asked.missing is Missing.SPORT else said.CANCEL

    def _question(self) -> tuple[str, list[Press]]:
        """Return what is asked, and the buttons that answer it."""
        upload, unit = self.asked.upload, self.asked.unit
        match self.asked.missing:
            case Missing.SPORT if upload.unknown > 1:
                return said.ARE_RUNS.format(count=upload.unknown), [self._taking(said.ARE_RUNS_YES, is_run=True)]
            case Missing.SPORT:
                return said.IS_RUN, [self._taking(said.IS_RUN_YES, is_run=True)]
            case Missing.DATE:
                return said.DATE, [self._primary(said.SAY_WHEN, self._ask_date)]
            case Missing.DISTANCE:
                return said.DISTANCE, [self._primary(said.SAY_DISTANCE, self._ask_distance)]
            case Missing.WHICH_DISTANCE:
                both = [one for one in (self.asked.distance_m, self.asked.other_distance_m) if one is not None]
                return said.WHICH_DISTANCE, [
                    self._taking(figures.distance(metres, unit), distance_m=metres) for metres in both
                ]

    def _primary(self, label: str, pressed: Pressed) -> Press:
        return Press(self, label, pressed, discord.ButtonStyle.primary)

    def _taking(self, label: str, **answer: bool | float) -> Press:
        """Return a button that is an answer in itself."""

        async def pressed(interaction: Interaction) -> None:
            await self.answer(interaction, replace(self.asked.upload, **answer))  # type: ignore[arg-type]

        return self._primary(label, pressed)

    async def answer(self, interaction: Interaction, upload: Upload) -> None:
        """Log the file with what is known now, and show what came of it in place of the question."""

        async def take(interaction: Interaction) -> None:
            outcome = await services_of(interaction).uploads.take(self._own(interaction), upload)
            await interaction.response.edit_message(view=uploaded_view(outcome, self.asker))
            watch(interaction, outcome)

        await self.once(interaction, take)

    async def cancel(self, interaction: Interaction) -> None:
        """Drop the file."""

        async def drop(interaction: Interaction) -> None:
            self._own(interaction)
            await interaction.response.edit_message(view=Card(said.LEFT_OUT, accent=theme.RUN))

        await self.once(interaction, drop)

    async def _ask_date(self, interaction: Interaction) -> None:
        self._own(interaction)
        await interaction.response.send_modal(AnswerForm(self, Missing.DATE))

    async def _ask_distance(self, interaction: Interaction) -> None:
        self._own(interaction)
        await interaction.response.send_modal(AnswerForm(self, Missing.DISTANCE))

    def _own(self, interaction: Interaction) -> Asker:
        if interaction.user.id != self.asker.user_id:
            raise NotAllowed("not_your_run")
        return self.asker


class AnswerForm(Form):
    """Takes the day or the distance of a run whose file has none; one that cannot be read can be given again."""

    def __init__(self, question: UploadQuestionView, missing: Missing) -> None:
        date = missing is Missing.DATE
        super().__init__(title=said.DATE_FORM if date else said.DISTANCE_FORM)
        self._question = question
        self._field = "when" if date else "distance"
        self._input = discord.ui.TextInput[Form](
            custom_id=self._field,
            placeholder=said.DATE_EXAMPLE if date else said.DISTANCE_EXAMPLE,
            max_length=LONGEST_ANSWER,
        )
        self.add_item(discord.ui.Label(text=said.DATE_LABEL if date else said.DISTANCE_LABEL, component=self._input))

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Log the file with it."""
        answer = {self._field: self._input.value}
        await self._question.answer(interaction, replace(self._question.asked.upload, **answer))  # type: ignore[arg-type]


def _read(asked: UploadQuestion) -> str:
    """Return what the file does tell, so that its runner knows which run is meant."""
    facts = [figures.duration(asked.moving_s)]
    if asked.distance_m is not None and asked.missing is not Missing.WHICH_DISTANCE:
        facts.insert(0, figures.distance(asked.distance_m, asked.unit))
    if asked.local_date is not None:
        facts.append(figures.short_day(asked.local_date, asked.today))
    return said.READ.format(file=quoted(asked.upload.name, NAME_SHOWN), facts=text.BETWEEN.join(facts))
