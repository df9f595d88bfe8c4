"""All services in one place: what cogs, jobs and pages receive."""

from dataclasses import dataclass

from bot.services.availability import AvailabilityService
from bot.services.back_fills import BackFillService
from bot.services.calendars import CalendarService
from bot.services.challenges import ChallengeService
from bot.services.check_ins import CheckInService
from bot.services.checkup_lines import CheckupLineService
from bot.services.checkups import CheckupService
from bot.services.cheers import CheerService
from bot.services.clock import Clock
from bot.services.coach_logs import CoachLogService
from bot.services.coach_notes import CoachNoteService
from bot.services.coaches import CoachService
from bot.services.comments import CommentService
from bot.services.connections import ConnectionService
from bot.services.direct_words import DirectWordService
from bot.services.entrants import EntrantService
from bot.services.feedback import FeedbackService
from bot.services.feedback_templates import FeedbackTemplateService
from bot.services.feedback_threads import FeedbackThreadService
from bot.services.focuses import FocusService
from bot.services.found_runs import FoundRunService
from bot.services.health import HealthService
from bot.services.help import HelpService
from bot.services.hints import HintService
from bot.services.imports import ImportService
from bot.services.inbox import InboxService
from bot.services.leaderboards import LeaderboardService
from bot.services.looking import LookService
from bot.services.memberships import MembershipService
from bot.services.outbox import OutboxService
from bot.services.plan_answers import PlanAnswerService
from bot.services.plan_templates import PlanTemplateService
from bot.services.planned_weeks import PlannedWeekService
from bot.services.plans import PlanService
from bot.services.point_rules import PointRulesService
from bot.services.points import PointService
from bot.services.ports import FileReader
from bot.services.privacy import PrivacyService
from bot.services.profiles import ProfileService
from bot.services.race_collecting import RaceCollectingService
from bot.services.race_lists import RaceListService
from bot.services.race_overlaps import RaceOverlapService
from bot.services.race_predictions import RacePredictionService
from bot.services.race_reminders import RaceReminderService
from bot.services.race_results import RaceResultService
from bot.services.race_scores import RaceScoreService
from bot.services.races import RaceService
from bot.services.rebuilding import RebuildService
from bot.services.relay_legs import RelayLegService
from bot.services.relays import RelayService
from bot.services.reviews import ReviewService
from bot.services.rosters import RosterService
from bot.services.run_lists import RunListService
from bot.services.runners import Enrolment
from bot.services.runs import RunService
from bot.services.schedules import ScheduleService
from bot.services.seasons import SeasonService
from bot.services.service_duties import ServiceDutyService
from bot.services.shoutout_lists import ShoutoutListService
from bot.services.shoutouts import ShoutoutService
from bot.services.sources import NO_SOURCES, Sources
from bot.services.stats import StatsService
from bot.services.team_posts import TeamPostService
from bot.services.team_schedule import TeamScheduleService
from bot.services.team_settings import TeamSettingsService
from bot.services.team_status import TeamStatusService
from bot.services.teams import TeamDefaults, TeamService
from bot.services.uploads import UploadService
from bot.services.weekly_asks import WeeklyAskService
from db.database import Database


@dataclass(frozen=True, slots=True)
class Services:
    """One of each, sharing one database and one clock."""

    teams: TeamService
    memberships: MembershipService
    profiles: ProfileService
    team_settings: TeamSettingsService
    team_schedule: TeamScheduleService
    team_status: TeamStatusService
    team_posts: TeamPostService
    runs: RunService
    run_lists: RunListService
    reviews: ReviewService
    uploads: UploadService
    imports: ImportService
    cheers: CheerService
    comments: CommentService
    shoutouts: ShoutoutService
    shoutout_lists: ShoutoutListService
    coaches: CoachService
    coach_logs: CoachLogService
    coach_notes: CoachNoteService
    rosters: RosterService
    challenges: ChallengeService
    races: RaceService
    race_lists: RaceListService
    race_overlaps: RaceOverlapService
    race_results: RaceResultService
    race_scores: RaceScoreService
    race_predictions: RacePredictionService
    entrants: EntrantService
    plans: PlanService
    plan_templates: PlanTemplateService
    calendars: CalendarService
    race_reminders: RaceReminderService
    plan_answers: PlanAnswerService
    race_collecting: RaceCollectingService
    relays: RelayService
    relay_legs: RelayLegService
    availability: AvailabilityService
    connections: ConnectionService
    back_fills: BackFillService
    found_runs: FoundRunService
    hints: HintService
    looking: LookService
    service_duties: ServiceDutyService
    seasons: SeasonService
    health: HealthService
    weekly_asks: WeeklyAskService
    check_ins: CheckInService
    stats: StatsService
    planned_weeks: PlannedWeekService
    points: PointService
    point_rules: PointRulesService
    leaderboards: LeaderboardService
    help: HelpService
    checkups: CheckupService
    checkup_lines: CheckupLineService
    focuses: FocusService
    feedback: FeedbackService
    direct_words: DirectWordService
    feedback_threads: FeedbackThreadService
    feedback_templates: FeedbackTemplateService
    inbox: InboxService
    schedules: ScheduleService
    outbox: OutboxService
    privacy: PrivacyService
    rebuilding: RebuildService


def build_services(
    database: Database,
    clock: Clock,
    defaults: TeamDefaults,
    reader: FileReader,
    public_url: str = "",
    sources: Sources = NO_SOURCES,
) -> Services:
    """Wire the services; `public_url` is where the web server is reached, if there is one."""
    enrolment = Enrolment(defaults)
    runs = RunService(database, clock, enrolment)
    imports = ImportService(database, clock, enrolment)
    feedback = FeedbackService(database, clock)
    return Services(
        teams=TeamService(database, clock, defaults),
        memberships=MembershipService(database),
        profiles=ProfileService(database, clock, enrolment),
        team_settings=TeamSettingsService(database, clock, defaults),
        team_schedule=TeamScheduleService(database, clock, defaults),
        team_status=TeamStatusService(database, clock, defaults),
        team_posts=TeamPostService(database, clock),
        runs=runs,
        run_lists=RunListService(database, clock, enrolment),
        reviews=ReviewService(database, clock, enrolment),
        uploads=UploadService(database, clock, enrolment, runs, imports, reader),
        imports=imports,
        cheers=CheerService(database, clock, enrolment),
        comments=CommentService(database, clock, enrolment),
        shoutouts=ShoutoutService(database, clock, enrolment),
        shoutout_lists=ShoutoutListService(database, clock, enrolment),
        coaches=CoachService(database, clock),
        coach_logs=CoachLogService(database, clock),
        coach_notes=CoachNoteService(database, clock),
        rosters=RosterService(database, clock),
        challenges=ChallengeService(database, clock, enrolment),
        races=RaceService(database, clock, enrolment),
        race_lists=RaceListService(database, clock, enrolment),
        race_overlaps=RaceOverlapService(database, clock),
        race_results=RaceResultService(database, clock, enrolment, runs),
        race_scores=RaceScoreService(database, clock),
        race_predictions=RacePredictionService(database, clock),
        entrants=EntrantService(database, clock, enrolment),
        plans=PlanService(database, clock),
        plan_templates=PlanTemplateService(database, clock),
        calendars=CalendarService(database, clock, enrolment, public_url),
        race_reminders=RaceReminderService(database, clock),
        plan_answers=PlanAnswerService(database, clock),
        race_collecting=RaceCollectingService(database, clock),
        relays=RelayService(database, clock, enrolment),
        relay_legs=RelayLegService(database, clock, enrolment),
        availability=AvailabilityService(database, clock, enrolment),
        connections=ConnectionService(database, clock, enrolment, sources),
        back_fills=BackFillService(database, clock, sources),
        found_runs=FoundRunService(database, clock, runs, sources),
        hints=HintService(database, clock),
        looking=LookService(database, clock, sources),
        service_duties=ServiceDutyService(database, clock, sources),
        seasons=SeasonService(database, clock, enrolment),
        health=HealthService(database, clock),
        weekly_asks=WeeklyAskService(database, clock),
        check_ins=CheckInService(database, clock),
        stats=StatsService(database, clock, enrolment),
        planned_weeks=PlannedWeekService(database, clock, enrolment),
        points=PointService(database, clock, enrolment),
        point_rules=PointRulesService(database, clock, defaults),
        leaderboards=LeaderboardService(database, clock, enrolment),
        help=HelpService(database),
        checkups=CheckupService(database, clock, enrolment),
        checkup_lines=CheckupLineService(database, clock, defaults),
        focuses=FocusService(database, clock, enrolment),
        feedback=feedback,
        direct_words=DirectWordService(database, clock, feedback),
        feedback_threads=FeedbackThreadService(database, clock),
        feedback_templates=FeedbackTemplateService(database, clock),
        inbox=InboxService(database, clock),
        schedules=ScheduleService(database, clock),
        outbox=OutboxService(database, clock),
        privacy=PrivacyService(database, clock),
        rebuilding=RebuildService(database, clock),
    )
