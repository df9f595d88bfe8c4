"""The buttons and lists on posted messages, which outlive the process: the client registers them at start."""

from typing import Any, Final

from bot.ui.availability import DaysButton
from bot.ui.back_fills import LeaveAllButton, LogAllButton, LookBackPicker
from bot.ui.calendars import NewAddressButton
from bot.ui.challenge_changes import (
    EndChallengeButton,
    KeepChallengeButton,
    SponsorPicker,
    TakeChallengeBackButton,
    TakeSponsorBackButton,
)
from bot.ui.check_ins import BackButton, OpenCheckInButton, PainAreaPicker, RestButton, TapButton
from bot.ui.cheers import CheerButton, CheerersButton
from bot.ui.coach_logs import LogButton
from bot.ui.coach_notes import DeleteNoteButton, EditNoteButton, NoteButton, NotesButton
from bot.ui.comments import CommentButton, TakeDownButton, TakeDownSurelyButton
from bot.ui.components import Lasting, StaleButton
from bot.ui.connections import ByItselfButton, KeepLoggedButton
from bot.ui.direct_words import DiscardButton, FindRunnerButton, SendFirstButton, SendToCoachButton, SendToRunnerPicker
from bot.ui.feedback import ReplyButton, WriteToButton
from bot.ui.feedback_files import FilesButton
from bot.ui.feedback_threads import ThreadButton
from bot.ui.help import TopicPicker
from bot.ui.imports import DecisionButton, StopButton, UnsureButton
from bot.ui.inbox import InboxButton
from bot.ui.leaderboards import BoardButton, BoardPicker, PeriodPicker, PictureButton, ShowButton
from bot.ui.letters import GotItButton
from bot.ui.nudges import (
    EditFoundButton,
    IgnoreFoundButton,
    LeaveFoundButton,
    LogFoundButton,
    OpenFoundButton,
    ShareFoundButton,
    TakeOverFoundButton,
)
from bot.ui.plan_answers import AskCoachButton, CannotButton, CannotPicker, LooksGoodButton, MyWeekButton
from bot.ui.planned_weeks import (
    CountButton,
    ExcuseButton,
    ExcusePicker,
    ExportPlanButton,
    NotDoneButton,
    PlannedWeekButton,
    SessionPicker,
)
from bot.ui.plans import (
    ChangePlanButton,
    CopyAllButton,
    DeskButton,
    KeepTemplateButton,
    NextPlanButton,
    OpenPlanButton,
    PlanPicker,
    PublishAllButton,
    PublishPlanButton,
    TakeBackSurelyButton,
    TakePlanBackButton,
    TemplatePicker,
)
from bot.ui.points import LedgerButton, PointsWeekButton
from bot.ui.profiles import OtherTeamButton, PartButton
from bot.ui.race_lists import RaceListButton
from bot.ui.race_offers import ThatWasButton
from bot.ui.race_overlaps import OverlapsButton
from bot.ui.race_predictions import PaceCardButton
from bot.ui.races import (
    CancelRaceButton,
    CheerAtRaceButton,
    DetailsButton,
    DistancePicker,
    EditRaceButton,
    GoalButton,
    JoinButton,
    KeepRaceButton,
    LeaveButton,
    ResultButton,
    ShowGoalButton,
)
from bot.ui.relays import (
    CancelRelayButton,
    DeclineLegButton,
    KeepRelayButton,
    LegButton,
    LegPicker,
    RelayButton,
    TakeLegPicker,
)
from bot.ui.reviews import DecideButton, ReviewsButton, RightButton
from bot.ui.rosters import MondayLetterButton, NeedPicker, OpenRosterButton, RosterButton, SeenToButton, WordForButton
from bot.ui.run_deletion import DeleteButton, DeleteSurelyButton, KeepButton
from bot.ui.run_lists import PageButton
from bot.ui.runs import EditButton
from bot.ui.seasons import OwnSeasonButton, SeasonButton
from bot.ui.shoutout_lists import HideButton, ReportButton, ShoutoutPicker, ShoutoutsButton
from bot.ui.shoutouts import TakeBackButton
from bot.ui.stats import StatsButton
from bot.ui.teams import LeaveItButton, PostItButton, PostPlanButton

PERSISTENT: Final[tuple[type[Lasting[Any]], ...]] = (
    BackButton,
    ByItselfButton,
    LeaveAllButton,
    LogAllButton,
    LookBackPicker,
    KeepLoggedButton,
    EditFoundButton,
    IgnoreFoundButton,
    LeaveFoundButton,
    LogFoundButton,
    OpenFoundButton,
    ShareFoundButton,
    TakeOverFoundButton,
    DaysButton,
    OpenCheckInButton,
    PainAreaPicker,
    RestButton,
    TapButton,
    NewAddressButton,
    OtherTeamButton,
    PageButton,
    PlannedWeekButton,
    ExportPlanButton,
    ExcuseButton,
    SessionPicker,
    ExcusePicker,
    CountButton,
    NotDoneButton,
    PartButton,
    BoardButton,
    BoardPicker,
    PeriodPicker,
    PictureButton,
    CheerButton,
    CheerersButton,
    CommentButton,
    DecideButton,
    DecisionButton,
    DeleteButton,
    DeleteSurelyButton,
    EditButton,
    EndChallengeButton,
    GotItButton,
    HideButton,
    InboxButton,
    KeepButton,
    KeepChallengeButton,
    LeaveItButton,
    LedgerButton,
    PointsWeekButton,
    AskCoachButton,
    CannotButton,
    CannotPicker,
    LooksGoodButton,
    MyWeekButton,
    PostItButton,
    DiscardButton,
    FindRunnerButton,
    SendFirstButton,
    SendToCoachButton,
    SendToRunnerPicker,
    ReplyButton,
    ChangePlanButton,
    CopyAllButton,
    DeskButton,
    KeepTemplateButton,
    NextPlanButton,
    OpenPlanButton,
    PlanPicker,
    PublishAllButton,
    PublishPlanButton,
    TakeBackSurelyButton,
    TakePlanBackButton,
    TemplatePicker,
    FilesButton,
    ThreadButton,
    PostPlanButton,
    ReportButton,
    ReviewsButton,
    RightButton,
    DeleteNoteButton,
    EditNoteButton,
    LogButton,
    NoteButton,
    NotesButton,
    MondayLetterButton,
    NeedPicker,
    OpenRosterButton,
    RosterButton,
    SeenToButton,
    ShoutoutPicker,
    ShoutoutsButton,
    ShowButton,
    SponsorPicker,
    StaleButton,
    StatsButton,
    TakeBackButton,
    TakeChallengeBackButton,
    TakeSponsorBackButton,
    StopButton,
    TakeDownButton,
    TakeDownSurelyButton,
    TopicPicker,
    UnsureButton,
    WordForButton,
    WriteToButton,
    CancelRaceButton,
    CheerAtRaceButton,
    DetailsButton,
    DistancePicker,
    EditRaceButton,
    GoalButton,
    JoinButton,
    KeepRaceButton,
    LeaveButton,
    RaceListButton,
    OverlapsButton,
    PaceCardButton,
    ResultButton,
    ShowGoalButton,
    ThatWasButton,
    CancelRelayButton,
    DeclineLegButton,
    KeepRelayButton,
    LegButton,
    LegPicker,
    RelayButton,
    TakeLegPicker,
    OwnSeasonButton,
    SeasonButton,
)
