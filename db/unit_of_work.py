"""The unit of work: one transaction's connection and the repositories that speak through it.

Who locks rows of several tables locks them in one order, or PostgreSQL finds two that wait for each other: the team
first, then its runners in the order of their keys, then their connections to services, then lists of runs, then races,
then challenges with their sides in the order of theirs, then relays, then messages in the outbox.
"""

from functools import cached_property

from db.connection import Connection
from db.repositories.audits import AuditRepository
from db.repositories.availability import AvailabilityRepository
from db.repositories.back_fills import BackFillRepository
from db.repositories.boards import BoardRepository
from db.repositories.calendar_feeds import CalendarFeedRepository
from db.repositories.celebrations import CelebrationRepository
from db.repositories.challenge_shares import ChallengeShareRepository
from db.repositories.challenges import ChallengeRepository
from db.repositories.check_ins import CheckInRepository
from db.repositories.checkups import CheckupRepository
from db.repositories.cheers import CheerRepository
from db.repositories.coach_notes import CoachNoteRepository
from db.repositories.coaches import CoachRepository
from db.repositories.comments import CommentRepository
from db.repositories.connections import ConnectionRepository
from db.repositories.deliveries import DeliveryRepository
from db.repositories.entrants import EntrantRepository
from db.repositories.feedback import FeedbackRepository
from db.repositories.feedback_files import FeedbackFileRepository
from db.repositories.feedback_templates import FeedbackTemplateRepository
from db.repositories.focuses import FocusRepository
from db.repositories.found_runs import FoundRunRepository
from db.repositories.imports import ImportRepository
from db.repositories.kept_words import KeptWordRepository
from db.repositories.outbox import OutboxRepository
from db.repositories.photos import PhotoRepository
from db.repositories.planned import PlannedRepository
from db.repositories.plans import PlanRepository
from db.repositories.points import PointRepository
from db.repositories.privacy import PrivacyRepository
from db.repositories.races import RaceRepository
from db.repositories.recalls import RecallRepository
from db.repositories.redraws import RedrawRepository
from db.repositories.relays import RelayRepository
from db.repositories.reviews import ReviewRepository
from db.repositories.rosters import RosterRepository
from db.repositories.runners import RunnerRepository
from db.repositories.runs import RunRepository
from db.repositories.schedules import ScheduleRepository
from db.repositories.seasons import SeasonRepository
from db.repositories.service_work import ServiceWorkRepository
from db.repositories.shoutouts import ShoutoutRepository
from db.repositories.stats import StatsRepository
from db.repositories.teams import TeamRepository
from db.repositories.weekly_asks import WeeklyAskRepository
from db.repositories.words import WordRepository


class UnitOfWork:
    """All repositories over one connection; the database that hands it out commits or rolls back."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def teams(self) -> TeamRepository:
        """Teams."""
        return TeamRepository(self._connection)

    @cached_property
    def runners(self) -> RunnerRepository:
        """Runners."""
        return RunnerRepository(self._connection)

    @cached_property
    def runs(self) -> RunRepository:
        """The log."""
        return RunRepository(self._connection)

    @cached_property
    def stats(self) -> StatsRepository:
        """Statistics."""
        return StatsRepository(self._connection)

    @cached_property
    def photos(self) -> PhotoRepository:
        """Pictures of runs."""
        return PhotoRepository(self._connection)

    @cached_property
    def imports(self) -> ImportRepository:
        """Lists of runs on their way into the log."""
        return ImportRepository(self._connection)

    @cached_property
    def points(self) -> PointRepository:
        """Awards and totals."""
        return PointRepository(self._connection)

    @cached_property
    def boards(self) -> BoardRepository:
        """Places, and the figures of boards that are no sums."""
        return BoardRepository(self._connection)

    @cached_property
    def audits(self) -> AuditRepository:
        """What is derived, held to the log."""
        return AuditRepository(self._connection)

    @cached_property
    def reviews(self) -> ReviewRepository:
        """Runs in doubt, and what coaches made of them."""
        return ReviewRepository(self._connection)

    @cached_property
    def celebrations(self) -> CelebrationRepository:
        """What runs are celebrated for."""
        return CelebrationRepository(self._connection)

    @cached_property
    def challenges(self) -> ChallengeRepository:
        """Challenges, their sides and sponsors."""
        return ChallengeRepository(self._connection)

    @cached_property
    def challenge_shares(self) -> ChallengeShareRepository:
        """What each runner brought to challenges."""
        return ChallengeShareRepository(self._connection)

    @cached_property
    def races(self) -> RaceRepository:
        """Races and their distances."""
        return RaceRepository(self._connection)

    @cached_property
    def entrants(self) -> EntrantRepository:
        """Who runs or cheers at races."""
        return EntrantRepository(self._connection)

    @cached_property
    def calendar_feeds(self) -> CalendarFeedRepository:
        """Feeds of races for calendars."""
        return CalendarFeedRepository(self._connection)

    @cached_property
    def relays(self) -> RelayRepository:
        """Relays and their legs."""
        return RelayRepository(self._connection)

    @cached_property
    def plans(self) -> PlanRepository:
        """Weeks as coaches wrote them."""
        return PlanRepository(self._connection)

    @cached_property
    def planned(self) -> PlannedRepository:
        """What runners have planned."""
        return PlannedRepository(self._connection)

    @cached_property
    def seasons(self) -> SeasonRepository:
        """Seasons and their weeks."""
        return SeasonRepository(self._connection)

    @cached_property
    def availability(self) -> AvailabilityRepository:
        """Days on which runners can run."""
        return AvailabilityRepository(self._connection)

    @cached_property
    def weekly_asks(self) -> WeeklyAskRepository:
        """What runners are asked every week."""
        return WeeklyAskRepository(self._connection)

    @cached_property
    def check_ins(self) -> CheckInRepository:
        """Five answers of a week."""
        return CheckInRepository(self._connection)

    @cached_property
    def connections(self) -> ConnectionRepository:
        """Accounts at services that know members' runs."""
        return ConnectionRepository(self._connection)

    @cached_property
    def back_fills(self) -> BackFillRepository:
        """Accounts that are looked through further back."""
        return BackFillRepository(self._connection)

    @cached_property
    def found_runs(self) -> FoundRunRepository:
        """Runs that services told of."""
        return FoundRunRepository(self._connection)

    @cached_property
    def service_work(self) -> ServiceWorkRepository:
        """What is to be asked of services."""
        return ServiceWorkRepository(self._connection)

    @cached_property
    def cheers(self) -> CheerRepository:
        """Cheers."""
        return CheerRepository(self._connection)

    @cached_property
    def comments(self) -> CommentRepository:
        """Teammates' words under a run."""
        return CommentRepository(self._connection)

    @cached_property
    def shoutouts(self) -> ShoutoutRepository:
        """Kind words."""
        return ShoutoutRepository(self._connection)

    @cached_property
    def rosters(self) -> RosterRepository:
        """Who is to be looked after."""
        return RosterRepository(self._connection)

    @cached_property
    def words(self) -> WordRepository:
        """What kind words are worth."""
        return WordRepository(self._connection)

    @cached_property
    def checkups(self) -> CheckupRepository:
        """Where teams draw the lines of check-ups."""
        return CheckupRepository(self._connection)

    @cached_property
    def focuses(self) -> FocusRepository:
        """What runners want to get better at."""
        return FocusRepository(self._connection)

    @cached_property
    def feedback(self) -> FeedbackRepository:
        """Coaches' words."""
        return FeedbackRepository(self._connection)

    @cached_property
    def coaches(self) -> CoachRepository:
        """Who coaches."""
        return CoachRepository(self._connection)

    @cached_property
    def feedback_files(self) -> FeedbackFileRepository:
        """Files that go along with coaches' and runners' words."""
        return FeedbackFileRepository(self._connection)

    @cached_property
    def feedback_templates(self) -> FeedbackTemplateRepository:
        """Coaches' words for what they write often."""
        return FeedbackTemplateRepository(self._connection)

    @cached_property
    def kept_words(self) -> KeptWordRepository:
        """Words whose reader is still to be named."""
        return KeptWordRepository(self._connection)

    @cached_property
    def coach_notes(self) -> CoachNoteRepository:
        """What coaches wrote down."""
        return CoachNoteRepository(self._connection)

    @cached_property
    def schedules(self) -> ScheduleRepository:
        """Recurring posts."""
        return ScheduleRepository(self._connection)

    @cached_property
    def deliveries(self) -> DeliveryRepository:
        """What became of messages owed."""
        return DeliveryRepository(self._connection)

    @cached_property
    def outbox(self) -> OutboxRepository:
        """Messages owed."""
        return OutboxRepository(self._connection)

    @cached_property
    def recalls(self) -> RecallRepository:
        """Questions about letters that are taken down for good."""
        return RecallRepository(self._connection)

    @cached_property
    def redraws(self) -> RedrawRepository:
        """Posts that follow a burst of changes."""
        return RedrawRepository(self._connection)

    @cached_property
    def privacy(self) -> PrivacyRepository:
        """All that is held of one member."""
        return PrivacyRepository(self._connection)
