"""Letters as their reader sees them, as a direct message and in the inbox alike."""

import re
from collections.abc import Mapping
from typing import Final, Self

from bot.services.availability_letters import AvailabilityQuestion, PlanClash
from bot.services.back_fill_standing import BackFill
from bot.services.check_in_letters import CheckInFlag, CheckInQuestion
from bot.services.checkup_letters import CheckupShared, FocusRequest
from bot.services.coach_digests import CoachDigest
from bot.services.comments import COMMENT_LIMIT
from bot.services.connection_letters import ConnectionLetter
from bot.services.feedback_letters import Feedback, FeedbackAnswer
from bot.services.imports import ImportProgress
from bot.services.letters import CommentNote, DeliveryNote, Letter, RunReview
from bot.services.notices import AdminNotice
from bot.services.nudge_letters import RunNudge
from bot.services.plan_letters import PlanWeek
from bot.services.plan_replies import PlanCannot
from bot.services.race_letters import RaceChange, RaceMates, RaceReminder
from bot.services.relay_letters import RelayLegGone, RelayLegNote, RelayLegOpen, RelayOff
from bot.services.season_letters import SeasonShared
from bot.services.shoutout_posts import ShoutoutNote
from bot.ui import figures, text, theme
from bot.ui.availability import answer_buttons, question_text
from bot.ui.back_fills import back_fill_buttons, back_fill_text
from bot.ui.cards import IN_A_ROW, Card
from bot.ui.check_ins import ONE_ROW, flag_text, page_buttons, page_text
from bot.ui.checkups import checkup_letter_text, request_text
from bot.ui.cheers import marker_of
from bot.ui.components import Button, Interaction, services_of
from bot.ui.connections import letter_buttons
from bot.ui.connections import letter_text as connection_text
from bot.ui.feedback import ReplyButton, WriteToButton, shown_words
from bot.ui.feedback_files import shown_files
from bot.ui.imports import UnsureButton, progress_text
from bot.ui.notices import notice_text
from bot.ui.nudges import nudge_buttons, nudge_text
from bot.ui.plan_answers import cannot_text, clash_text, week_buttons
from bot.ui.plan_letters import week_text
from bot.ui.planned_weeks import PlannedWeekButton
from bot.ui.quoting import quoted, quoted_lines
from bot.ui.race_lines import change_text, mates_text, reminder_text
from bot.ui.races import DetailsButton
from bot.ui.relay_lines import gone_text, leg_note_text, off_text, open_text
from bot.ui.relays import DeclineLegButton, LegButton, RelayButton
from bot.ui.reviews import review_text
from bot.ui.rosters import MondayLetterButton, OpenRosterButton, digest_text
from bot.ui.season_lines import shared_text
from bot.ui.seasons import OwnSeasonButton
from bot.ui.shoutouts import note_text
from bot.ui.text import comments as comment_words
from bot.ui.text import feedback as said
from bot.ui.text import shoutouts as shoutout_words


class GotItButton(Button, template=r"feedback:got:(?P<word>[0-9]{1,18})"):
    """Marks a coach's words as read; nobody is told."""

    # The words know their reader, whichever of their teams that one means in direct messages.
    is_for_runners = False

    def __init__(self, feedback_id: int) -> None:
        super().__init__(f"feedback:got:{feedback_id}", said.GOT_IT)
        self.feedback_id = feedback_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["word"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Mark the words, and show them as read however often the button is pressed."""
        letter = await services_of(interaction).feedback.got_it(
            interaction.user.id, self.feedback_id, interaction.guild_id
        )
        await interaction.response.edit_message(view=LetterView(letter, marker_of(interaction.message)))


class LetterView(Card):
    """A direct message, recognised by its `marker`.

    Words of a coach or a runner have a button to reply, and a coach's another one until they are read.
    """

    def __init__(self, letter: Letter, marker: int | None) -> None:
        lines = [letter_text(letter)]
        buttons: list[Button] = []
        if isinstance(letter, ImportProgress) and letter.unsure:
            buttons.append(UnsureButton(letter.import_id))
        if isinstance(letter, Feedback | FeedbackAnswer):
            lines += _footnotes(letter)
            if isinstance(letter, FeedbackAnswer) or letter.can_be_answered:
                buttons.append(ReplyButton(letter.feedback_id))
        if isinstance(letter, Feedback) and not letter.is_read and not letter.is_taken_back:
            buttons.append(GotItButton(letter.feedback_id))
        if isinstance(letter, CommentNote):
            lines.append(comment_words.FROM.format(team=text.team(letter.team_name)))
        if isinstance(letter, ShoutoutNote):
            lines.append(shoutout_words.NOTE_FROM.format(team=text.team(letter.team_name)))
        if isinstance(letter, RaceChange | RaceMates | RaceReminder):
            buttons.append(DetailsButton(letter.race.race_id))
        if isinstance(letter, CoachDigest):
            buttons += [OpenRosterButton(letter.team_id), MondayLetterButton(letter.team_id, wants=False)]
        if isinstance(letter, AvailabilityQuestion):
            buttons += answer_buttons(letter.page)
        if isinstance(letter, CheckInQuestion):
            buttons += page_buttons(letter.page)
        if isinstance(letter, RelayLegNote):
            buttons += [RelayButton(letter.relay_id), DeclineLegButton(letter.leg_id)]
        if isinstance(letter, RelayLegOpen):
            buttons += [LegButton(letter.leg_id), RelayButton(letter.relay_id)]
        if isinstance(letter, SeasonShared):
            buttons.append(OwnSeasonButton())
        if isinstance(letter, PlanWeek):
            buttons += [*week_buttons(letter), PlannedWeekButton(letter.runner_id, letter.week.key)]
        if isinstance(letter, PlanCannot | PlanClash | CheckupShared | FocusRequest):
            buttons.append(WriteToButton(letter.runner_id, letter.runner_name))
        if isinstance(letter, CheckInFlag):
            buttons.append(WriteToButton(letter.check_in.runner_id, letter.runner_name))
        if isinstance(letter, ConnectionLetter):
            buttons += letter_buttons(letter)
        if isinstance(letter, BackFill):
            buttons += back_fill_buttons(letter)
        if isinstance(letter, RunNudge):
            buttons += nudge_buttons(letter)
        accent = _ACCENTS.get(type(letter), theme.COACH)
        in_a_row = ONE_ROW if isinstance(letter, CheckInQuestion) else IN_A_ROW
        files = shown_files(letter.files) if isinstance(letter, Feedback | FeedbackAnswer) else []
        super().__init__("\n".join(lines), *buttons, accent=accent, marker=marker, in_a_row=in_a_row, files=files)


_ACCENTS: Final[Mapping[type[Letter], int]] = {
    ImportProgress: theme.RUN,
    BackFill: theme.RUN,
    ConnectionLetter: theme.RUN,
    RunNudge: theme.RUN,
    ShoutoutNote: theme.PRAISE,
    CommentNote: theme.PRAISE,
    RaceChange: theme.RACE,
    RaceMates: theme.RACE,
    RaceReminder: theme.RACE,
    RelayLegNote: theme.RACE,
    RelayLegGone: theme.RACE,
    RelayLegOpen: theme.RACE,
    RelayOff: theme.RACE,
    PlanWeek: theme.PLAN,
    PlanCannot: theme.PLAN,
    PlanClash: theme.PLAN,
    SeasonShared: theme.PLAN,
    AvailabilityQuestion: theme.PLAN,
    CheckInQuestion: theme.PLAN,
}


def _footnotes(letter: Feedback | FeedbackAnswer) -> list[str]:
    """Return what stands below words: what they answer, and in which team they were written."""
    thanks = isinstance(letter, Feedback) and letter.is_read
    footnote = (said.FEEDBACK_READ if thanks else said.FEEDBACK_FROM).format(team=text.team(letter.team_name))
    if letter.is_taken_back:
        return [said.FEEDBACK_FROM.format(team=text.team(letter.team_name))]
    if letter.is_edited:
        footnote = said.EDITED.format(footnote=footnote)
    if letter.answered is None:
        return [footnote]
    return [said.ANSWERED.format(message=quoted(letter.answered, said.NOTE_QUOTE)), footnote]


def letter_text(letter: Letter) -> str:
    """Return what a letter says, wherever it is read; every kind has a case here."""
    match letter:
        case Feedback(is_taken_back=True):
            return said.TAKEN_BACK.format(name=said.coach(letter.coach_name))
        case FeedbackAnswer(is_taken_back=True):
            return said.TAKEN_BACK.format(name=text.member(letter.runner_name))
        case Feedback(message="", files=(_, *_)):
            return said.FILES_FROM.format(name=said.coach(letter.coach_name))
        case FeedbackAnswer(message="", files=(_, *_)):
            return said.FILES_FROM.format(name=text.member(letter.runner_name))
        case Feedback():
            return said.FEEDBACK.format(coach=said.coach(letter.coach_name), message=shown_words(letter.message))
        case FeedbackAnswer():
            return said.FEEDBACK.format(coach=text.member(letter.runner_name), message=shown_words(letter.message))
        case ShoutoutNote():
            return note_text(letter)
        case CommentNote():
            return comment_words.LETTER.format(
                author=text.member(letter.author_name),
                distance=figures.distance(letter.distance_m, letter.unit),
                date=figures.day(letter.local_date),
                message=quoted_lines(letter.message, COMMENT_LIMIT),
            )
        case DeliveryNote():
            name = said.SOME_COACH if letter.reader_name is None else text.member(letter.reader_name)
            note = said.DELIVERY_NOTES[letter.hindrance].format(name=name)
            words = said.DELIVERY_NOTE_WORDS.format(message=quoted(letter.message, said.NOTE_QUOTE))
            return f"{note}\n{words}"
        case CoachDigest():
            return digest_text(letter)
        case RunReview():
            return review_text(letter)
        case AdminNotice():
            return notice_text(letter)
        case RaceChange():
            return change_text(letter)
        case RaceMates():
            return mates_text(letter)
        case RaceReminder():
            return reminder_text(letter)
        case RelayLegNote():
            return leg_note_text(letter)
        case RelayLegGone():
            return gone_text(letter)
        case RelayLegOpen():
            return open_text(letter)
        case RelayOff():
            return off_text(letter)
        case PlanCannot():
            return cannot_text(letter)
        case PlanClash():
            return clash_text(letter)
        case PlanWeek():
            return week_text(letter)
        case SeasonShared():
            return shared_text(letter)
        case CheckupShared():
            return checkup_letter_text(letter)
        case FocusRequest():
            return request_text(letter)
        case AvailabilityQuestion():
            return question_text(letter.page)
        case CheckInQuestion():
            return page_text(letter.page)
        case CheckInFlag():
            return flag_text(letter)
        case ConnectionLetter():
            return connection_text(letter)
        case RunNudge():
            return nudge_text(letter)
        case BackFill():
            return back_fill_text(letter)
        case ImportProgress():
            return progress_text(letter)
