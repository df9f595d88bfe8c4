"""Who may do what, on the server side: every command, menu, lasting button, form and question, tried by everybody.

Nothing here goes through a client's checks, so a command that Discord hides is tried as well. A refusal is one kind
sentence, and nothing is written.
"""

import importlib
import pkgutil
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import simcord
from discord import AppCommandType, app_commands

import bot.ui
import cogs
from bot.domain.plans import Scope, Target
from bot.services.plan_publishing import publish_plan
from bot.services.teammates import key_of
from bot.ui.components import Form, Layout
from bot.ui.persistent import PERSISTENT
from bot.ui.text.checkups import TRAINING_FORM
from bot.ui.text.profiles import DONE
from bot.ui.text.teams import CHOOSE_ZONE
from db.unit_of_work import UnitOfWork
from tests.cogs.admins import lists
from tests.cogs.company import (
    ACTORS,
    ADMIN,
    COACH,
    DIRECT,
    ELSEWHERE,
    OTHER,
    RUNNER,
    SECRET,
    STRANGER,
    Company,
    Thing,
    everything_said,
    gather,
    outcome,
)
from tests.composed import Stage, buttons, last, links, said
from tests.files.making import RUNNING, fit, gpx, row, strava_list, tcx
from tests.services.planned import save_plan

TABLE = """
what                 stranger   runner     other      coach      admin      elsewhere  direct     teamless

/help                asks       ok         ok         ok         ok         ok         ok         ok
/run log             asks       ok         ok         ok         ok         ok         ok         no team
/run upload          asks       ok         ok         ok         ok         ok         ok         no team
/run list            asks       ok         ok         ok         ok         ok         ok         no team
/run list +one       asks       ok         ok         ok         ok         unshared   ok         no team
/run edit            asks       form       not mine   not mine   not mine   no run     form       no team
/run delete          asks       ok         not mine   not mine   not mine   no run     ok         no team
/stats               asks       ok         ok         ok         ok         ok         ok         no team
/stats +one          asks       ok         ok         ok         ok         unshared   ok         no team
/points show         asks       ok         ok         ok         ok         ok         ok         no team
/points rules        asks       ok         ok         ok         ok         ok         ok         no team
/leaderboard         asks       ok         ok         ok         ok         ok         ok         no team
/shoutout give       asks       oneself    ok         ok         ok         nobody     oneself    no team
/challenge list      asks       ok         ok         ok         ok         ok         ok         no team
/challenge show      asks       ok         ok         ok         ok         none set   ok         no team
/challenge create    asks       both       both       ok         ok         ok         both       no team
/challenge sponsor   asks       both       both       ok         ok         not theirs  both      no team
/challenge end       asks       both       both       ok         ok         not theirs  both      no team
/race add            asks       ok         ok         ok         ok         ok         ok         no team
/race list           asks       ok         ok         ok         ok         ok         ok         no team
/race calendar       asks       ok         ok         ok         ok         ok         ok         no team
/race show           asks       ok         ok         ok         ok         no race    ok         no team
/race join           asks       ok         ok         ok         ok         no race    ok         no team
/race leave          asks       ok         not in     not in     not in     no race    ok         no team
/race result         asks       ok         ok         ok         ok         no race    ok         no team
/race edit           asks       ok         their race  ok        ok         no race    ok         no team
/race edit +form     asks       form       their race  form      form       no race    form       no team
/race cancel         asks       ok         their race  ok        ok         no race    ok         no team
/relay create        asks       ok         ok         ok         ok         ok         ok         no team
/relay list          asks       ok         ok         ok         ok         ok         ok         no team
/relay leg           asks       form       their leg  form       form       no relay   form       no team
/relay show          asks       ok         ok         ok         ok         no relay   ok         no team
/relay edit          asks       their relay  their relay  ok     ok         no relay   their relay  no team
/relay cancel        asks       their relay  their relay  ok     ok         no relay   their relay  no team
/plan availability   asks       ok         ok         ok         ok         ok         ok         no team
/plan week           asks       ok         ok         ok         ok         ok         ok         no team
/plan done           asks       ok         their plan  their plan  their plan  no session  ok     no team
/feedback inbox      ok         ok         ok         ok         ok         ok         ok         no team
/feedback reply      asks       ok         ok         no coach   ok         no coach   ok         no team
/shoutout list       asks       ok         ok         ok         ok         ok         ok         no team
/coach roster        coaches    coaches    coaches    ok         coaches    ok         server     server
/coach log           coaches    coaches    coaches    ok         coaches    no runner  server     server
/coach note          coaches    coaches    coaches    ok         coaches    no runner  server     server
/coach award         coaches    coaches    coaches    ok         coaches    nobody     server     server
/coach review        both       both       both       ok         ok         ok         server     server
/coach races         coaches    coaches    coaches    ok         coaches    ok         server     server
/coach score         both       both       both       form       form       form       server     server
/coach plan          coaches    coaches    coaches    ok         coaches    ok         server     server
/coach plan +one     coaches    coaches    coaches    form       coaches    no runner  server     server
/coach weeks         coaches    coaches    coaches    ok         coaches    ok         server     server
/coach feedback      coaches    coaches    coaches    ok         coaches    no runner  server     server
/coach season        coaches    coaches    coaches    form       coaches    no runner  server     server
/plan season         asks       ok         ok         ok         ok         ok         ok         no team
/plan season +one    asks       coaches    coaches    ok         coaches    no runner  coaches    no team
/checkup             asks       ok         ok         ok         ok         ok         ok         no team
/focus set           asks       ok         ok         ok         ok         ok         ok         no team
/focus clear         asks       ok         no focus   no focus   no focus   no focus   ok         no team
/coach thread        coaches    coaches    coaches    ok         coaches    no runner  server     server
/coach search        coaches    coaches    coaches    ok         coaches    ok         server     server
/coach template      coaches    coaches    coaches    form       coaches    form       server     server
/profile show        asks       ok         ok         ok         ok         ok         ok         no team
/profile show +one   asks       coaches    coaches    ok         coaches    no runner  coaches    no team
/profile edit        asks       ok         ok         ok         ok         ok         ok         no team
/profile pause       asks       ok         ok         ok         ok         ok         ok         no team
/profile resume      asks       no pause   no pause   no pause   no pause   no pause   no pause   no team
/privacy export      ok         ok         ok         ok         ok         ok         ok         no team
/privacy forget      ok         ok         ok         ok         ok         ok         ok         no team
/strava connect      asks       ok         ok         ok         ok         ok         ok         no team
/strava status       asks       ok         ok         ok         ok         ok         ok         no team
/strava disconnect   asks       ok         no link    no link    no link    no link    ok         no team
/intervals connect   asks       ok         ok         ok         ok         ok         ok         no team
/intervals status    asks       ok         ok         ok         ok         ok         ok         no team
/intervals disconnect  asks     no link    no link    no link    no link    no link    no link    no team
/team setup          admins     admins     admins     admins     ok         ok         server     server
/team settings       admins     admins     admins     admins     ok         ok         server     server
/team schedule       admins     admins     admins     admins     ok         ok         server     server
/team status         admins     admins     admins     admins     ok         ok         server     server
/team points         admins     admins     admins     admins     ok         ok         server     server
/team checkup        admins     admins     admins     admins     ok         ok         server     server
/team post           admins     admins     admins     admins     ok         no runs    server     server

menu Log this file   asks       ok         their file  their file  their file  ok        ok         no team
menu Private feedback  coaches  coaches    coaches    form       coaches    new        server     server
menu Give a shoutout  asks      oneself    form       form       form       new        server     server
menu Shout out this run  asks   oneself    form       form       form       no card    server     server
ShoutoutForm         ok         oneself    ok         ok         ok         gone       oneself    -
FeedbackForm         coaches    coaches    coaches    ok         coaches    gone       coaches    no team

DecisionButton       no list    ok         no list    no list    no list    no list    ok         no list
StopButton           no list    ok         no list    no list    no list    no list    ok         no list
UnsureButton         no list    ok         no list    no list    no list    no list    ok         no list
AnswerForm           not mine   ok         not mine   not mine   not mine   ok         ok         -
OtherFilesView       their file  ok        their file  their file  their file  -         -          -
UploadQuestionView   not mine   ok         not mine   not mine   not mine   ok         ok         -

BoardButton          ok         ok         ok         ok         ok         ok         ok         no team
CheerButton          ok         own run    ok         ok         ok         run gone   own run    no team
CheerersButton       ok         ok         ok         ok         ok         run gone   ok         no team
CommentButton        form       own words  form       form       form       run gone   own words    no team
CommentForm          ok         own words  ok         ok         ok         run gone   own words    no team
TakeDownButton       theirs     ok         ok         theirs     theirs     no words   ok         no team
TakeDownSurelyButton  theirs    ok         ok         theirs     theirs     no words   ok         no team
DecideButton         both       both       both       form       form       no review  both       no team
DeleteButton         not mine   ok         not mine   not mine   not mine   no run     ok         no team
EndChallengeButton   both       both       both       ok         ok         not theirs  both      no team
KeepChallengeButton  ok         ok         ok         ok         ok         ok         ok         no team
TakeChallengeBackButton  both   both       both       ok         ok         not theirs  both      no team
TakeSponsorBackButton  both     both       both       ok         ok         not theirs  both      no team
SponsorPicker        both       both       both       ok         ok         not theirs  both      no team
JoinButton           ok         ok         ok         ok         ok         no race    ok         no team
CheerAtRaceButton    ok         ok         ok         ok         ok         no race    ok         no team
DetailsButton        ok         ok         ok         ok         ok         no race    ok         no team
DistancePicker       ok         ok         ok         ok         ok         no race    ok         no team
LeaveButton          not in     ok         not in     not in     not in     no race    ok         no team
GoalButton           not in     form       not in     not in     not in     no race    form       no team
ShowGoalButton       not in     ok         not in     not in     not in     no race    ok         no team
GoalForm             not in     ok         not in     not in     not in     no race    ok         no team
ResultButton         form       form       form       form       form       no race    form       no team
ResultForm           ok         ok         ok         ok         ok         no race    ok         no team
ScoreForm            both       both       both       ok         ok         ok         both       no team
ThatWasButton        not mine   ok         not mine   not mine   not mine   no race    ok         no team
PaceCardButton       not in     ok         not in     not in     not in     no race    ok         no team
EditRaceButton       their race  form      their race  form      form       no race    form       no team
RaceForm             their race  ok        their race  ok        ok         no race    ok         no team
CancelRaceButton     their race  ok        their race  ok        ok         no race    ok         no team
NewAddressButton     ok         ok         ok         ok         ok         ok         ok         no team
NewAddressButton +team  both    both       both       ok         ok         ok         both       no team
KeepRaceButton       ok         ok         ok         ok         ok         ok         ok         no team
RaceListButton       ok         ok         ok         ok         ok         ok         ok         no team
RelayButton          ok         ok         ok         ok         ok         no relay   ok         no team
LegButton            their leg  form       their leg  form       form       no relay   form       no team
LegForm              their leg  ok         their leg  ok         ok         no relay   ok         no team
LegPicker            their leg  form       their leg  form       form       no relay   form       no team
TakeLegPicker        taken      ok         taken      taken      taken      no relay   ok         no team
DeclineLegButton     not your leg  ok      not your leg  not your leg  not your leg  no relay  ok  no team
CancelRelayButton    their relay  their relay  their relay  ok   ok         no relay   their relay  no team
KeepRelayButton      ok         ok         ok         ok         ok         ok         ok         no team
TapButton            whose  ok        whose  whose  whose  whose  ok  whose
BackButton           whose  ok        whose  whose  whose  whose  ok  whose
OpenCheckInButton    whose  ok        whose  whose  whose  whose  ok  whose
PainAreaPicker       whose  ok        whose  whose  whose  whose  ok  whose
RestButton           whose  ok        whose  whose  whose  whose  ok  whose
RestButton +form     whose  form      whose  whose  whose  whose  form  whose
RestForm             whose  ok        whose  whose  whose  whose  ok  whose
DaysButton           their days  ok        their days  their days  their days  their days  ok  their days
DaysButton +none     their days  ok        their days  their days  their days  their days  ok  their days
DaysButton +form     their days  form      their days  their days  their days  their days  form  their days
AvailabilityForm     their days  ok        their days  their days  their days  their days  ok  their days
SeasonButton         coaches    ok         coaches    ok         coaches    gone       ok         no team
OwnSeasonButton      ok         ok         ok         ok         ok         ok         ok         no team
SeasonForm           coaches    coaches    coaches    ok         coaches    gone       coaches    no team
WeeksForm            coaches    coaches    coaches    ok         coaches    gone       coaches    no team
DraftView            coaches    coaches    coaches    ok         coaches    -          -          -
EndView              coaches    coaches    coaches    ok         coaches    -          -          -
ByItselfButton       no link       ok         no link    no link    no link    no link    ok         no team
LookBackPicker       no link       ok         no link    no link    no link    no link    ok         no team
LogAllButton         not listed  ok         not listed  not listed  not listed  not listed  ok         not listed
LeaveAllButton       not listed  ok         not listed  not listed  not listed  not listed  ok         not listed
KeepLoggedButton     decided    ok         decided    decided    decided    decided    ok         decided
LogFoundButton       not told   ok         not told   not told   not told   not told   ok         not told
EditFoundButton      not told   form       not told   not told   not told   not told   form       not told
ShareFoundButton     no sharing  no sharing  no sharing  no sharing  no sharing  no sharing  no sharing  no sharing
IgnoreFoundButton    not told   ok         not told   not told   not told   not told   ok         not told
TakeOverFoundButton  not told   ok         not told   not told   not told   not told   ok         not told
LeaveFoundButton     not told   ok         not told   not told   not told   not told   ok         not told
OpenFoundButton      not told   ok         not told   not told   not told   not told   ok         not told
FoundRunForm         not told   ok         not told   not told   not told   not told   ok         no team
ConsentView          form       form       form       form       form       form       form       -
AddressForm          closed     ok         closed     closed     closed     ok         ok         -
KeyView              form       form       form       form       form       form       form       -
KeyForm              ok         ok         ok         ok         ok         ok         ok         -
DisconnectView       not you    ok         not you    not you    not you    -          ok         -
EditButton           not mine   form       not mine   not mine   not mine   no run     form       no team
RunForm              not mine   ok         not mine   not mine   not mine   no run     ok         no team
TryAgainView         not mine   form       not mine   not mine   not mine   -          form       -
PageButton           ok         ok         ok         ok         ok         unshared   ok         no team
DoubleRunView        not mine   ok         not mine   not mine   not mine   ok         ok         -
DeleteSurelyButton   not mine   ok         not mine   not mine   not mine   no run     ok         no team
HideButton           not yours  ok         not yours  not yours  not yours  not yours  ok         no team
ReportButton         not yours  ok         not yours  not yours  not yours  not yours  ok         no team
TakeBackButton       not given  not given  not given  not given  not given  not given  not given  no team
ShoutoutPicker       not yours  ok         not yours  not yours  not yours  not yours  ok         no team
ShoutoutsButton      ok         ok         ok         ok         ok         ok         ok         no team
PlanPicker           coaches    coaches    coaches    form       coaches    form       coaches    no team
NextPlanButton       coaches    coaches    coaches    form       coaches    gone       coaches    no team
DeskButton           coaches    coaches    coaches    ok         coaches    ok         coaches    no team
CopyAllButton        coaches    coaches    coaches    ok         coaches    ok         coaches    no team
PublishAllButton     coaches    coaches    coaches    ok         coaches    ok         coaches    no team
ChangePlanButton     coaches    coaches    coaches    form       coaches    no plan    coaches    no team
PublishPlanButton    coaches    coaches    coaches    ok         coaches    no plan    coaches    no team
OpenPlanButton       coaches    coaches    coaches    ok         coaches    no plan    coaches    no team
KeepTemplateButton   coaches    coaches    coaches    form       coaches    no plan    coaches    no team
TakePlanBackButton   coaches    coaches    coaches    ok         coaches    no plan    coaches    no team
TakeBackSurelyButton  coaches    coaches    coaches    ok         coaches    no plan    coaches    no team
TemplatePicker       coaches    coaches    coaches    ok         coaches    ok         coaches    no team
PlanForm             coaches    coaches    coaches    ok         coaches    ok         coaches    no team
TemplateForm         coaches    coaches    coaches    ok         coaches    no plan    coaches    no team
OverlapsButton       coaches    coaches    coaches    ok         coaches    ok         coaches    no team
RosterButton         coaches    coaches    coaches    ok         coaches    ok         coaches    no team
SeenToButton         coaches    coaches    coaches    ok         coaches    ok         coaches    no team
LogButton            coaches    coaches    coaches    ok         coaches    gone       coaches    no team
NoteButton           coaches    coaches    coaches    form       coaches    no runner  coaches    no team
NotesButton          coaches    coaches    coaches    ok         coaches    gone       coaches    no team
EditNoteButton       coaches    coaches    coaches    form       coaches    no note    coaches    no team
DeleteNoteButton     coaches    coaches    coaches    ok         coaches    no note    coaches    no team
NoteForm             coaches    coaches    coaches    ok         coaches    gone       coaches    no team
OpenRosterButton     coaches    coaches    coaches    ok         coaches    ok         coaches    no team
MondayLetterButton   coaches    coaches    coaches    ok         coaches    coaches    coaches    coaches
NeedPicker           coaches    coaches    coaches    ok         coaches    ok         coaches    no team
WriteToButton        coaches    coaches    coaches    form       coaches    no runner  coaches    no team
WordForButton        form       oneself    form       form       form       gone       oneself    no team
ReplyButton          no word    form       no word    form       no word    no word    form       no word
ReplyButton +answer  no word    form       no word    form       no word    no word    form       no word
ReplyForm            no word    ok         no word    ok         no word    no word    ok         no team
ReplyForm +answer    no word    ok         no word    ok         no word    no word    ok         no team
SendToCoachButton    not kept   ok         not kept   not kept   not kept   no word    ok         not kept
SendFirstButton      not kept   ok         not kept   not kept   not kept   no such    ok         not kept
SendToRunnerPicker   not kept   not kept   not kept   ok         not kept   not kept   not kept   not kept
FindRunnerButton     not kept   form       not kept   not kept   not kept   form       form       not kept
FindRunnerForm       not kept   ok         not kept   not kept   not kept   ok         ok         not kept
DiscardButton        not kept   ok         not kept   not kept   not kept   -          ok         not kept
ThreadButton         coaches    coaches    coaches    ok         coaches    gone       coaches    no team
FilesButton          no word    ok         no word    ok         no word    no word    ok         no word
FeedbackTemplateForm  coaches   coaches    coaches    ok         coaches    ok         coaches    no team
LooksGoodButton      their week  ok        their week  their week  their week  no week  ok  their week
AskCoachButton       their week  form      their week  their week  their week  no week  form  their week
AskCoachForm         their week  ok        their week  their week  their week  no week  ok  their week
CannotButton         their week  ok        their week  their week  their week  no week  ok  their week
CannotPicker         their week  form      their week  their week  their week  no week  form  their week
CannotForm           their week  ok        their week  their week  their week  no week  ok  their week
MyWeekButton         no week     ok        no week     no week     no week     no week  ok  no team
GotItButton          no word    ok         no word    no word    no word    no word    ok         no word
InboxButton          ok         ok         ok         ok         ok         ok         ok         no team
KeepButton           ok         ok         ok         ok         ok         ok         ok         no team
OtherTeamButton      no team    which      which      which      which      which      which      no team
PartButton           form       form       form       form       form       form       form       no team
LeaveItButton        ok         ok         ok         ok         ok         ok         ok         no team
PlannedWeekButton    their plan  ok        their plan  ok        their plan  not there   ok         no team
ExportPlanButton     their plan  ok        their plan  ok        their plan  not there   ok         no team
ExcuseButton         their plan  ok        their plan  ok        their plan  not there   ok         no team
SessionPicker        their plan  ok        their plan  ok        their plan  no session  ok       no team
ExcusePicker         their plan  ok        their plan  ok        their plan  no session  ok       no team
CountButton          their plan  ok        their plan  ok        their plan  no session  ok       no team
NotDoneButton        their plan  ok        their plan  their plan  their plan  no session  ok     no team
LedgerButton         ok         ok         ok         ok         ok         ok         ok         no team
PointsWeekButton     ok         ok         ok         ok         ok         ok         ok         no team
PostItButton         admins     admins     admins     admins     ok         ok         admins     no team
PostPlanButton       admins     admins     admins     admins     ok         ok         admins     no team
ReviewsButton        both       both       both       ok         ok         ok         both       no team
RightButton          not mine   form       not mine   not mine   not mine   no run     form       no team
BoardPicker          ok         ok         ok         ok         ok         ok         ok         no team
PeriodPicker         ok         ok         ok         ok         ok         ok         ok         no team
PictureButton        ok         ok         ok         ok         ok         ok         ok         no team
ShowButton           ok         ok         ok         ok         ok         ok         ok         no team
StatsButton          ok         ok         ok         ok         ok         unshared   ok         no team
StaleButton          stale      stale      stale      stale      stale      stale      stale      stale
TopicPicker          ok         ok         ok         ok         ok         ok         ok         ok

ReasonForm           both       both       both       ok         ok         no review  both       -
RightForm            not mine   ok         not mine   not mine   not mine   no run     ok         -
AsksForm             ok         ok         ok         ok         ok         ok         ok         -
AgeForm              ok         ok         ok         ok         ok         ok         ok         -
ForgetQuestionView   not you    ok         not you    not you    not you    ok         ok         -
OddRunView           not mine   ok         not mine   not mine   not mine   ok         ok         -
UnclearRunView       not mine   ok         not mine   not mine   not mine   ok         ok         -
QuestionsView        not asked  ok         not asked  not asked  not asked  ok         ok         -
RunningForm          ok         ok         ok         ok         ok         ok         ok         -
SeenForm             ok         ok         ok         ok         ok         ok         ok         -
TeamQuestionView     -          -          -          -          -          -          ok         -
SetupPanel           admins     admins     admins     admins     ok         ok         -          -
SettingsPanel        admins     admins     admins     admins     ok         ok         -          -
SchedulePanel        admins     admins     admins     admins     ok         ok         -          -
CheckupLinesPanel    admins     admins     admins     admins     form       form       -          -
CheckupLinesForm     admins     admins     admins     admins     ok         ok         -          -
CheckupView          their check-up  ok    their check-up  their check-up  their check-up  no coach  ok  -
PointRulesPanel      admins     admins     admins     admins     form       form       -          -
PointsForm           admins     admins     admins     admins     ok         ok         -          -
ZoneForm             admins     admins     admins     admins     ok         ok         -          -
QuietForm            admins     admins     admins     admins     ok         ok         -          -
ScoreView            both       both       both       ok         ok         ok         -          -
TimeForm             admins     admins     admins     admins     ok         ok         -          -
"""
"""What comes of each attempt: `ok`, `form` for a form that opens, `asks` where the questions to a new runner come
first, or why not; `-` where it cannot be tried. `+` names an option that changes who may. Who is who stands in
`company.py`.
"""

CODES = {
    "server": "guild_only",
    "no team": "no_team",
    "coaches": "coach_only",
    "both": "not_allowed",
    "no review": "review_gone",
    "admins": "admin_only",
    "no run": "run_not_found",
    "no runs": "week_is_empty",
    "own run": "own_cheer",
    "own words": "own_comment",
    "theirs": "not_your_comment",
    "no words": "comment_gone",
    "run gone": "run_gone",
    "unshared": "runs_not_shared",
    "which": "which team",
    "no pause": "not_paused",
    "not asked": "not_your_question",
    "not mine": "not_your_run",
    "no runner": "runner_not_found",
    "gone": "runner_gone",
    "no note": "note_gone",
    "new": "not_a_runner",
    "oneself": "shoutout_to_oneself",
    "not yours": "shoutout_gone",
    "not given": "shoutout_not_yours",
    "nobody": "shoutout_to_nobody",
    "no card": "shoutout_no_card",
    "no word": "feedback_gone",
    "not kept": "kept_words_gone",
    "no such": "coach_not_here",
    "not you": "not_your_data",
    "stale": "component_stale",
    "no list": "import_gone",
    "their file": "not_your_file",
    "none set": "no_challenge",
    "not theirs": "challenge_not_found",
    "no race": "race_not_found",
    "not in": "race_not_in",
    "their race": "not_your_race",
    "no relay": "relay_not_found",
    "their leg": "not_your_leg",
    "not your leg": "relay_leg_not_yours",
    "taken": "relay_leg_just_taken",
    "their relay": "not_your_relay",
    "whose": "check_in_gone",
    "no link": "not_connected",
    "decided": "decided_already",
    "not told": "found_run_gone",
    "not listed": "back_fill_gone",
    "no sharing": "sharing_is_off",
    "closed": "link_closed",
    "their days": "availability_not_yours",
    "no focus": "no_focus",
    "their check-up": "not_your_checkup",
    "no coach": "no_coach_known",
    "no plan": "plan_gone",
    "not there": "plan_not_found",
    "no session": "session_not_found",
    "their plan": "not_your_plan",
    "their week": "not_your_week",
    "no week": "plan_week_none",
}
"""The refusals as the table calls them."""

OF_RUNNERS = (
    *("availability", "celebrations", "weekly_asks", "check_ins", "connection_links", "connections", "origins"),
    *("past_targets", "pauses"),
)
"""Tables that know the runner alone, by the first or the second column, and the team through them."""

OF_CHALLENGES = ("challenge_sides",)
"""Tables that know a challenge alone, by the first column, and the team through it."""

OF_RACES = ("race_distances",)
"""Tables that know a race alone, by the second column, and the team through it."""

OF_RELAYS = ("relay_legs",)
"""Tables that know a relay alone, by the second column, and the team through it."""

Attempt = Callable[[Company, str, Thing], Awaitable[simcord.InteractionResult]]


def typed(name: str, **options: str | int) -> Attempt:
    async def attempt(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
        return await company.types(actor, name, **options)

    return attempt


async def shows_profile(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    return await company.types(actor, "profile show", runner=key_of(thing.runner_id))


async def lists_runs(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    return await company.types(actor, "run list", runner=key_of(thing.runner_id))


def with_run(name: str) -> Attempt:
    async def attempt(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
        return await company.types(actor, name, run=str(thing.run_id))

    return attempt


async def sends_run_form(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    opened = await company.presses(RUNNER, f"run:edit:{thing.run_id}")
    assert opened.modal is not None
    filled: dict[str, Any] = {"distance": "6k", "time": "36:00", "when": "2026-11-20", "note": "the sea"}
    return await company.submits(actor, opened.modal, **filled)


async def tries_again(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    owner = owner_near(actor)
    opened = await company.presses(owner, f"run:edit:{thing.run_id}")
    assert opened.modal is not None
    refused = await company.submits(owner, opened.modal, company.answer_in(owner), distance="12 q")
    company.all_set()
    return await company.presses_under(actor, refused, "Try again")


async def says_two_runs(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
    owner, run = owner_near(actor), {"distance": "7k", "time": "40:00"}
    asked = await company.types(owner, "run log", **run)
    if "Two runs" not in said(asked):
        company.all_set()
        asked = await company.types(owner, "run log", **run)
    company.all_set()
    return await company.presses_under(actor, asked, "Two runs")


async def turns_page(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    return await company.presses(actor, f"runs:all:0:{thing.runner_id}:o")


async def shows_stats(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    return await company.types(actor, "stats", runner=key_of(thing.runner_id))


async def turns_stats(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    return await company.presses(actor, f"stats:bests:0:all:dark:{thing.runner_id}")


async def gives_feedback(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    return await company.types(actor, "coach feedback", runner=key_of(thing.runner_id), message="Textbook.")


async def opens_feedback(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
    target = company.actors[OTHER if actor == ELSEWHERE else RUNNER]
    assert isinstance(target, simcord.MemberActor)
    return await company.opens_menu(actor, "Private feedback", target)


async def sends_feedback(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    opened = await company.types(COACH, "coach feedback", runner=key_of(thing.runner_id))
    assert opened.modal is not None
    return await company.submits(actor, opened.modal, message="Textbook.")


async def sends_reply(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    opened = await company.presses(RUNNER, f"feedback:reply:{thing.feedback_id}")
    assert opened.modal is not None
    return await company.submits(actor, opened.modal, message="Thank you!")


async def presses_reply_to_answer(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    return await company.presses(actor, f"feedback:reply:{await company.answer(thing)}")


async def sends_reply_to_answer(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    opened = await company.presses(COACH, f"feedback:reply:{await company.answer(thing)}")
    assert opened.modal is not None
    return await company.submits(actor, opened.modal, message="Thursday, then.")


def with_kept(custom_id: str, *values: str, by: str = RUNNER) -> Attempt:
    """Let somebody have written to the bot directly, and anybody press what asks for whom it is, or pick from it."""

    async def attempt(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
        filled = {"kept": await company.kept(by), "word": thing.feedback_id, "runner": thing.runner_id}
        filled |= {"team": company.stage.guild.id, "coach": company.actors[COACH].id}
        company.all_set()
        return await company.presses(actor, custom_id.format(**filled), *(one.format(**filled) for one in values))

    return attempt


async def searches_name(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
    opened = await company.presses(RUNNER, f"words:find:{await company.kept(RUNNER)}")
    assert opened.modal is not None
    company.all_set()
    return await company.submits(actor, opened.modal, company.answer_in(actor), name="An")


async def reads_thread(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    return await company.types(actor, "coach thread", runner=key_of(thing.runner_id))


async def turns_thread(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    return await company.presses(actor, f"feedback:thread:{thing.runner_id}")


async def shows_files(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    files, now, word = company.stage.application.database, company.stage.env.now(), thing.feedback_id
    await files.write(lambda uow: uow.feedback_files.add("1-plan.txt", SECRET.encode(), now, feedback_id=word))
    company.all_set()
    return await company.presses(actor, f"feedback:files:{word}")


async def opens_template(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
    return await company.types(actor, "coach template", **{"name": "Easy"})


async def writes_template(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
    opened = await company.types(COACH, "coach template", name="Easy")
    assert opened.modal is not None
    company.all_set()
    return await company.submits(actor, opened.modal, message="Easy week.")


async def gives_shoutout(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    return await company.types(actor, "shoutout give", to=key_of(thing.runner_id), message="You led us home.")


async def opens_shoutout(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
    target = company.actors[OTHER if actor == ELSEWHERE else RUNNER]
    assert isinstance(target, simcord.MemberActor)
    return await company.opens_menu(actor, "Give a shoutout", target)


async def opens_shoutout_for_a_run(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
    await company.stage.application.deliver_outbox()
    card = last(company.stage.feed)
    company.all_set()
    result = await company.opens_message_menu(actor, "Shout out this run", company.stage.feed.id, card.id)
    assert isinstance(result, simcord.InteractionResult)
    return result


async def sends_shoutout(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
    target = company.actors[RUNNER]
    assert isinstance(target, simcord.MemberActor)
    opened = await company.opens_menu(OTHER, "Give a shoutout", target)
    assert opened.modal is not None
    company.all_set()
    return await company.submits(actor, opened.modal, message="You led us home.")


async def awards(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    return await company.types(actor, "coach award", runner=key_of(thing.runner_id), points=5, reason="You led us.")


def on_a_shoutout(custom_id: str, *values: str) -> Attempt:
    """Let the owner have received a shoutout and reported it, and somebody press on what has this id."""

    async def attempt(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
        [[number]] = company.sql("SELECT coalesce(max(shoutout_id), 0) + 1 FROM shoutouts")
        company.sql(
            "INSERT INTO shoutouts (shoutout_id, team_id, message, day, week, given_at, scores, by_coach) VALUES "
            f"({number}, {company.stage.guild.id}, 'Hm.', '2026-11-20', '2026-W47', '2026-11-20 09:30:00', 0, 0)"
        )
        company.sql(
            "INSERT INTO shoutout_receivers (shoutout_id, runner_id, week, scores, public, reported_at) VALUES "
            f"({number}, {thing.runner_id}, '2026-W47', 0, 0, '2026-11-20 09:30:00')"
        )
        company.all_set()
        filled = {"shoutout": number, "runner": thing.runner_id}
        picked = [value.format(**filled) for value in values]
        return await company.presses(actor, custom_id.format(**filled), *picked)

    return attempt


def on_days(custom_id: str) -> Attempt:
    """Let the owner have said which days they usually can run, and somebody press on what has this id."""

    async def attempt(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
        company.sql(
            "INSERT OR REPLACE INTO usual_availability (runner_id, days, said_at) VALUES "
            f"({thing.runner_id}, 'F-----F', '2026-11-20 09:30:00')"
        )
        company.all_set()
        return await company.presses(actor, f"{custom_id}:{thing.runner_id}:2026-W48")

    return attempt


SEASON: dict[str, Any] = {
    "goal": "half, 2027-03-14",
    "first": "2026-11-23",
    "volumes": "40-60 km",
    "phases": "",
    "ahead": "",
}


async def outlined(company: Company, thing: Thing) -> None:
    """Let the owner have a season that their coach outlined."""
    [[role_id]] = company.sql(f"SELECT coach_role_id FROM teams WHERE team_id = {company.stage.guild.id}")
    seasons, coach = company.stage.application.services.seasons, company.asker(COACH)
    coach = replace(coach, role_ids=frozenset({role_id}))
    filled = await seasons.fill(coach, key_of(thing.runner_id))
    read = await seasons.read(coach, replace(filled, **SEASON))
    if not read.is_saved:
        await seasons.save(coach, read.draft)
    company.all_set()


def about_season(custom_id: str) -> Attempt:
    """Let the owner have a season, and somebody press a button about it."""

    async def attempt(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
        await outlined(company, thing)
        return await company.presses(actor, custom_id.format(runner=thing.runner_id))

    return attempt


def check_in_of(company: Company, thing: Thing, *, whole: bool = False) -> int:
    """Let the owner have been asked how the week was, and with `whole` have answered that it hurt; returns the key."""
    company.sql("DELETE FROM check_ins")
    answers = "3, 3, 3, 3, 3, '2026-11-20 09:30:00'" if whole else "NULL, NULL, NULL, NULL, NULL, NULL"
    company.sql(
        "INSERT INTO check_ins (runner_id, day, week, asked_at, flagged, sleep, energy, soreness, mood, pain, done_at) "
        f"VALUES ({thing.runner_id}, '2026-11-19', '2026-W47', '2026-11-19 17:00:00', 0, {answers})"
    )
    company.sql(f"UPDATE runners SET paused_until = NULL WHERE runner_id = {thing.runner_id}")
    company.sql("DELETE FROM pauses")
    [[key]] = company.sql("SELECT check_in_id FROM check_ins")
    company.all_set()
    return int(key)


def on_check_in(custom_id: str, *values: str, whole: bool = False) -> Attempt:
    """Let the owner have a check-in, and somebody press on what has this id."""

    async def attempt(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
        key = check_in_of(company, thing, whole=whole)
        return await company.presses(actor, f"{custom_id}:{key}", *values)

    return attempt


def told_of(company: Company, thing: Thing, *, refused: bool = False) -> tuple[int, int]:
    """Let the owner have connected Strava, which told of a run; returns the keys of both."""
    company.sql("DELETE FROM found_runs")
    company.sql("DELETE FROM connections")
    state, secret, forget_at = ("refused", "NULL", "'2026-12-04 09:30:00'") if refused else ("active", "x'00'", "NULL")
    company.sql(
        "INSERT INTO connections (runner_id, service, state, athlete, secret, secret_number, automatic, connected_at, "
        "since, claim, withheld, failures, refusals, forget_at) VALUES "
        f"({thing.runner_id}, 'strava', '{state}', NULL, {secret}, 1, 1, '2026-11-19 09:30:00', '2026-11-19 09:30:00', "
        f"0, 0, 0, 0, {forget_at})"
    )
    [[connection]] = company.sql("SELECT connection_id FROM connections")
    company.sql(
        "INSERT INTO found_runs (connection_id, key, state, found_at, local_date, started_at, distance_m, moving_s, "
        "elapsed_s, is_race, device, visibility, muted) VALUES "
        f"({connection}, '77', 'offered', '2026-11-20 09:00:00', '2026-11-20', '2026-11-20 05:00:00', 4200, 1500, "
        f"1500, 0, '', 'everyone', 0)"
    )
    [[found]] = company.sql("SELECT found_id FROM found_runs")
    company.all_set()
    return int(connection), int(found)


def looked_back(custom_id: str) -> Attempt:
    """Let the owner have Strava looked through further back, and somebody press on what was found."""

    async def attempt(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
        connection, _ = told_of(company, thing)
        for table in ("imports", "back_fill_runs", "back_fills"):
            company.sql(f"DELETE FROM {table}")
        company.sql(
            "INSERT INTO back_fills (connection_id, state, first_day, reached, days, failures, kept_since) VALUES "
            f"({connection}, 'offered', '2026-10-21', '2026-10-20 10:00:00', 60, 0, '2026-11-20 09:00:00')"
        )
        [[back_fill]] = company.sql("SELECT back_fill_id FROM back_fills")
        company.sql(
            "INSERT INTO back_fill_runs (back_fill_id, key, local_date, started_at, distance_m, moving_s, elapsed_s, "
            f"is_race) VALUES ({back_fill}, '71', '2026-11-01', '2026-11-01 05:00:00', 4200, 1500, 1500, 0)"
        )
        company.all_set()
        return await company.presses(actor, custom_id.format(back_fill=back_fill))

    return attempt


def connected(custom_id: str, *values: str, refused: bool = False) -> Attempt:
    """Let the owner have connected Strava, and somebody press on what has this id."""

    async def attempt(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
        connection, found = told_of(company, thing, refused=refused)
        return await company.presses(actor, custom_id.format(connection=connection, found=found), *values)

    return attempt


async def disconnects(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    told_of(company, thing)
    return await company.types(actor, "strava disconnect")


async def stays_connected(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    told_of(company, thing)
    asked = await company.types(owner_near(actor), "strava disconnect")
    company.all_set()
    return await company.presses_under(actor, asked, "Stay connected")


async def sends_found_run(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    _, found = told_of(company, thing)
    opened = await company.presses(RUNNER, f"found:edit:{found}")
    assert opened.modal is not None
    filled: dict[str, Any] = {"distance": "4k", "time": "25:00", "when": "2026-11-20", "note": "the sea"}
    return await company.submits(actor, opened.modal, **filled)


async def pastes_address(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
    company.sql("DELETE FROM connections")
    shown = await company.types(owner_near(actor), "strava connect")
    [state] = parse_qs(urlsplit(links(shown.response)["Connect with Strava"]).query)["state"]
    opened = await company.presses_under(owner_near(actor), shown, "Paste the address")
    assert opened.modal is not None
    code = company.stage.strava.agree(actor)
    company.all_set()
    address = f"http://localhost/strava/callback?state={state}&code={code}&scope=read,activity:read"
    return await company.submits(actor, opened.modal, company.answer_in(actor), address=address)


async def hands_over_key(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
    # Whoever writes in direct messages is the runner, and stays with one account.
    whose = RUNNER if actor == DIRECT else actor
    company.stage.intervals.account(whose)
    shown = await company.types(owner_near(actor), "intervals connect")
    opened = await company.presses_under(owner_near(actor), shown, "Enter the key")
    assert opened.modal is not None
    company.all_set()
    return await company.submits(actor, opened.modal, company.answer_in(actor), key=f"key-{whose}")


async def sends_rest(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    key = check_in_of(company, thing, whole=True)
    opened = await company.presses(RUNNER, f"checkin:rest:pick:{key}")
    assert opened.modal is not None
    return await company.submits(actor, opened.modal, until="sunday")


async def sends_days(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    opened = await company.presses(RUNNER, f"days:choose:{thing.runner_id}:2026-W48")
    assert opened.modal is not None
    return await company.submits(actor, opened.modal, free=["5"], short=[], note="", always=["off"])


async def has_plan(company: Company, thing: Thing) -> None:
    """Let the owner have a plan for the coming week, which their coach published."""
    team_id, now = company.stage.guild.id, company.stage.env.now()
    author = (company.actors[COACH].id, "Cleo")

    def publish(uow: UnitOfWork) -> None:
        own = Target(Scope.RUNNER, thing.runner_id)
        publish_plan(uow, save_plan(uow, team_id, own, [thing.runner_id], {"Tue": "8 km E"}, author=author), now)

    await company.stage.application.database.write(publish)
    company.all_set()


def about_week(custom_id: str, *values: str, **filled: Any) -> Attempt:
    """Let the owner have a plan, and somebody press on what has this id, or send the form that it opens."""

    async def attempt(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
        await has_plan(company, thing)
        named = custom_id.format(runner=thing.runner_id)
        if not filled:
            return await company.presses(actor, named, *values)
        opened = await company.presses(RUNNER, named, *values)
        assert opened.modal is not None
        return await company.submits(actor, opened.modal, **filled)

    return attempt


def with_runner(command: str) -> Attempt:
    """Let the owner have a season, and somebody type a command about them."""

    async def attempt(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
        await outlined(company, thing)
        return await company.types(actor, command, runner=key_of(thing.runner_id))

    return attempt


async def drafted(company: Company, thing: Thing) -> simcord.InteractionResult:
    """Let the coach have an outline before them."""
    opened = await company.types(COACH, "coach season", runner=key_of(thing.runner_id))
    assert opened.modal is not None
    return await company.submits(COACH, opened.modal, **SEASON)


async def sends_season(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    opened = await company.types(COACH, "coach season", runner=key_of(thing.runner_id))
    assert opened.modal is not None
    return await company.submits(actor, opened.modal, **SEASON)


async def sends_weeks(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    opened = await company.presses_under(COACH, await drafted(company, thing), "Change the weeks")
    assert opened.modal is not None
    return await company.submits(actor, opened.modal, company.answer_in(actor), weeks="build 50 km\n" * 16)


async def saves_season(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    company.sql("DELETE FROM seasons")
    company.all_set()
    return await company.presses_under(actor, await drafted(company, thing), "Save")


async def ends_season(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    await outlined(company, thing)
    asked = await company.presses_under(COACH, await drafted(company, thing), "Put away")
    return await company.presses_under(actor, asked, "Put it away")


async def words_for(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    return await company.presses(actor, f"roster:word:{thing.runner_id}")


def about_runner(name: str, **options: Any) -> Attempt:
    """Type a coach's command about the owner."""

    async def attempt(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
        return await company.types(actor, name, runner=key_of(thing.runner_id), **options)

    return attempt


def on_runner(custom_id: str) -> Attempt:
    """Press a coach's button about the owner."""

    async def attempt(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
        return await company.presses(actor, custom_id.format(runner=thing.runner_id))

    return attempt


def about_team(custom_id: str) -> Attempt:
    """Press a button of the coaches' letter, which is about the team of the owner."""

    async def attempt(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
        return await company.presses(actor, custom_id.format(team=company.stage.guild.id))

    return attempt


def on_note(custom_id: str) -> Attempt:
    """Let the coach keep a note about the owner, and somebody press on what has this id."""

    async def attempt(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
        await company.types(COACH, "coach note", runner=key_of(thing.runner_id), text=SECRET)
        company.all_set()
        [[newest]] = company.sql("SELECT max(note_id) FROM coach_notes")
        return await company.presses(actor, custom_id.format(note=newest))

    return attempt


async def sends_note(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    opened = await company.presses(COACH, f"coach:note:{thing.runner_id}")
    assert opened.modal is not None
    company.all_set()
    return await company.submits(actor, opened.modal, note="Exams.")


def about_doubts(custom_id: str, actor_opens: str | None = None, **filled: str) -> Attempt:
    """Let the owner's run be in doubt and wait, somebody press what has this id, or send in the form it opens."""

    async def attempt(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
        company.doubt(thing.run_id)
        company.all_set()
        pressed_id = custom_id.format(run=thing.run_id)
        if actor_opens is None:
            return await company.presses(actor, pressed_id)
        opened = await company.presses(actor_opens, pressed_id)
        assert opened.modal is not None
        return await company.submits(actor, opened.modal, company.answer_in(actor), **filled)

    return attempt


async def says_something(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    opened = await company.presses(OTHER, f"comment:{thing.run_id}")
    assert opened.modal is not None
    return await company.submits(actor, opened.modal, message="What a morning!")


def about_words(custom_id: str) -> Attempt:
    """Let somebody else have said something under the owner's run, and somebody press what has this id."""

    async def attempt(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
        comments = company.stage.application.services.comments
        words = await comments.say(company.asker(OTHER), thing.run_id, SECRET)
        company.all_set()
        return await company.presses(actor, custom_id.format(words=words.comment_id))

    return attempt


def with_challenge(command: str, **options: str) -> Attempt:
    """Let the team have a challenge, and somebody type a command about it."""

    async def attempt(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
        options["challenge"] = f"id:{await company.challenge()}"
        company.all_set()
        return await company.types(actor, command, **options)

    return attempt


async def shows_challenge(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
    await company.challenge()
    company.all_set()
    return await company.types(actor, "challenge show")


async def sets_challenge(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
    company.sql("DELETE FROM challenges")
    company.all_set()
    return await company.types(actor, "challenge create", name="December", target="500 km", end="sunday")


def about_challenge(custom_id: str, *values: str) -> Attempt:
    """Let the team have a challenge with a sponsor, and somebody press a button about it."""

    async def attempt(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
        ids = {"challenge": await company.challenge(), "sponsor": await company.sponsor()}
        company.all_set()
        return await company.presses(actor, custom_id.format(**ids), *(value.format(**ids) for value in values))

    return attempt


def with_race(command: str, *, begun: bool = False, **options: str) -> Attempt:
    """Let the team have a race that its owner runs, perhaps today, and somebody type a command about it."""

    async def attempt(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
        options["race"] = f"id:{(await company.race(begun=begun)).race.race_id}"
        company.all_set()
        return await company.types(actor, command, **options)

    return attempt


def at_race(custom_id: str, *values: str, begun: bool = False) -> Attempt:
    """Let the team have a race that its owner runs, perhaps today, and somebody press what has this id."""

    async def attempt(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
        race = (await company.race(begun=begun)).race
        company.all_set()
        filled = {"race": race.race_id, "distance": race.distances[0].distance_id, "run": thing.run_id}
        return await company.presses(actor, custom_id.format(**filled), *(one.format(**filled) for one in values))

    return attempt


def with_relay(command: str, **options: str | int) -> Attempt:
    """Let the team have a relay with a leg of its owner's, and somebody type a command about it."""

    async def attempt(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
        relay = (await company.relay()).relay
        company.all_set()
        return await company.types(actor, command, relay=f"id:{relay.relay_id}", **options)

    return attempt


def in_relay(custom_id: str, *values: str) -> Attempt:
    """Let the team have a relay with a leg of its owner's, and somebody press what has this id, or pick from it."""

    async def attempt(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
        relay = (await company.relay()).relay
        company.all_set()
        filled = {"relay": relay.relay_id, "leg": relay.squads[0].legs[0].leg_id}
        return await company.presses(actor, custom_id.format(**filled), *(one.format(**filled) for one in values))

    return attempt


async def creates_relay(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
    company.sql("DELETE FROM relays")
    company.all_set()
    typed_in = {"name": "New Year", "date": "2027-04-11", "time": "9:00", "legs": "10k, 5k"}
    return await company.types(actor, "relay create", **typed_in)


async def sends_leg_form(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
    leg = (await company.relay()).relay.squads[0].legs[0]
    opened = await company.presses(RUNNER, f"relay:leg:{leg.leg_id}")
    assert opened.modal is not None
    company.all_set()
    return await company.submits(actor, opened.modal, expected="50:00")


async def adds_race(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
    return await company.types(actor, "race add", **{"name": "Hamburg", "date": "2027-04-25", "distance": "marathon"})


async def sets_goal(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
    race = (await company.race()).race
    opened = await company.presses(RUNNER, f"race:goal:{race.race_id}")
    assert opened.modal is not None
    company.all_set()
    return await company.submits(actor, opened.modal, goal="49:59")


async def tells_result(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
    race = (await company.race(begun=True)).race
    opened = await company.presses(RUNNER, f"race:result:{race.race_id}")
    assert opened.modal is not None
    company.all_set()
    return await company.submits(actor, opened.modal, time="45:30", outcome=["finished"])


async def changes_race(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
    race = (await company.race()).race
    opened = await company.presses(RUNNER, f"race:edit:{race.race_id}")
    assert opened.modal is not None
    company.all_set()
    return await company.submits(actor, opened.modal, place="Tempelhof")


async def scores(company: Company, actor: str, _: Thing, opened_by: str = COACH) -> simcord.InteractionResult:
    opened = await company.types(opened_by, "coach score", scorers=1)
    assert opened.modal is not None
    company.all_set()
    return await company.submits(actor, opened.modal, order="1 Anna, Lakeside\n2 Ben, Hill")


async def plans_for_one(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    return await company.types(actor, "coach plan", runner=key_of(thing.runner_id))


async def next_plan(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    return await company.presses(actor, f"plan:next:2026-W48:{thing.runner_id}")


def on_a_plan(custom_id: str) -> Attempt:
    """Let there be a plan for everybody, and somebody press what has this id."""

    async def attempt(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
        plan_id, version = await company.plan()
        company.all_set()
        return await company.presses(actor, custom_id.format(plan=plan_id, version=version))

    return attempt


def in_a_plan(opener: str, **filled: str) -> Attempt:
    """Let the coach open a form of a plan, and somebody send it in."""

    async def attempt(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
        opened = await company.presses(COACH, opener.format(plan=(await company.plan())[0]))
        assert opened.modal is not None
        company.all_set()
        return await company.submits(actor, opened.modal, None, **filled)

    return attempt


async def posts_scores(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    coach = ELSEWHERE if actor == ELSEWHERE else COACH
    shown = await scores(company, coach, thing, opened_by=coach)
    company.all_set()
    return await company.presses_under(actor, shown, "Post it")


async def says_session_done(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
    session_id = (await company.planned())[1]
    company.all_set()
    return await company.types(actor, "plan done", session=str(session_id))


def of_plan(custom_id: str, *values: str) -> Attempt:
    """Let the owner have a plan for this week, and somebody press what has this id, or pick from it."""

    async def attempt(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
        runner_id, session_id = await company.planned()
        company.all_set()
        filled = {"runner": runner_id, "session": session_id}
        return await company.presses(actor, custom_id.format(**filled), *(one.format(**filled) for one in values))

    return attempt


def pressed(custom_id: str, *values: str) -> Attempt:
    """Press what has this id, in which `run` stands for the owner's run and `word` for what their coach wrote."""

    async def attempt(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
        return await company.presses(actor, custom_id.format(run=thing.run_id, word=thing.feedback_id), *values)

    return attempt


def answered(name: str, label: str, **options: str | int) -> Attempt:
    """Let the owner's command be answered by a question, and somebody press its button."""

    async def attempt(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
        return await company.presses_under(actor, await company.types(owner_near(actor), name, **options), label)

    return attempt


def filled_in(custom_id: str) -> Attempt:
    """Let the owner open a form by what has this id, and somebody send it in: each for themselves."""

    async def attempt(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
        opened = await company.presses(owner_near(actor), custom_id)
        assert opened.modal is not None
        return await company.submits(actor, dict(opened.modal))

    return attempt


def owner_near(actor: str) -> str:
    """Return the owner where the actor is: a question is pressed on in the place where it was asked."""
    return actor if actor in (ELSEWHERE, DIRECT) else RUNNER


def admin_near(actor: str) -> str:
    """Return the admin of the server that the actor is in: a panel is pressed on in the place where it was opened."""
    return ELSEWHERE if actor == ELSEWHERE else ADMIN


def on_panel(name: str, label: str, **options: str) -> Attempt:
    """Let an admin open a panel, and somebody press its button."""

    async def attempt(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
        panel = await company.types(admin_near(actor), name, **options)
        return await company.presses_under(actor, panel, label)

    return attempt


def in_form(name: str, label: str, filled: dict[str, Any], **options: str) -> Attempt:
    """Let an admin open a form from a panel, and somebody send it in; a list is named by what stands in it."""

    async def attempt(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
        admin = admin_near(actor)
        panel = await company.types(admin, name, **options)
        assert panel.response is not None
        if label in lists(panel.response):
            opened = await company.picks_from(admin, panel.response, lists(panel.response)[label], "another")
        else:
            opened = await company.presses_under(admin, panel, label)
        assert opened.modal is not None
        return await company.submits(actor, opened.modal, panel.response, **filled)

    return attempt


async def clears_focus(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
    await company.types(RUNNER, "focus set", area="speed")
    company.all_set()
    return await company.types(actor, "focus clear")


async def answers_questions(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
    owner = owner_near(actor)
    await company.unasked(owner)
    questions = await company.types(owner, "points show")
    company.all_set()
    return await company.presses_under(actor, questions, DONE)


async def says_which_team(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
    await company.undecided()
    asked = await company.types(actor, "points show")
    return await company.picks_under(actor, asked, str(company.stage.guild.id))


async def uploads(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
    return await company.types(actor, "run upload", file=("morning.tcx", tcx((3_900, 12_000))))


async def opens_file_menu(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
    owner = company.actors[RUNNER]
    assert isinstance(owner, simcord.MemberActor)
    message = await owner.send(company.stage.feed, "this morning", attachments=[("run.tcx", tcx((3_900, 12_000)))])
    result = await company.opens_message_menu(actor, "Log this file", company.stage.feed.id, message.id)
    assert isinstance(result, simcord.InteractionResult)
    return result


async def logs_another_file(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
    owner = company.actors[RUNNER]
    assert isinstance(owner, simcord.MemberActor)
    files = [("one.tcx", tcx((3_900, 12_000))), ("two.tcx", tcx((3_000, 9_000)))]
    message = await owner.send(company.stage.feed, "these mornings", attachments=files)
    result = await company.opens_message_menu(RUNNER, "Log this file", company.stage.feed.id, message.id)
    company.all_set()
    assert isinstance(result, simcord.InteractionResult)
    [offer] = result.followups
    return await company.picks_from(actor, offer, buttons(offer)["two.tcx"])


def on_a_list(custom_id: str) -> Attempt:
    """Let the owner bring a list with a run that looks like one they typed, and somebody press on what has this id."""

    async def attempt(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
        await company.types(
            RUNNER, "run upload", file=("activities.csv", strava_list(row(1, metres=5_000, moving_s=1_860)))
        )
        await company.stage.application.import_lists()
        company.all_set()
        [[newest]] = company.sql("SELECT max(import_id) FROM imports")
        return await company.presses(actor, custom_id.format(list=newest))

    return attempt


async def says_it_is_a_run(company: Company, actor: str, _: Thing) -> simcord.InteractionResult:
    asked = await company.types(owner_near(actor), "run upload", file=("track.gpx", gpx(200, kind=None)))
    company.all_set()
    return await company.presses_under(actor, asked, "Yes, log it")


async def says_when(company: Company, actor: str, thing: Thing) -> simcord.InteractionResult:
    run = (RUNNING, 7_000.0 + thing.run_id, 2_400, 2_400)
    asked = await company.types(owner_near(actor), "run upload", file=("run.fit", fit(run, start=1_000)))
    opened = await company.presses_under(owner_near(actor), asked, "Say when")
    assert opened.modal is not None
    company.all_set()
    return await company.submits(actor, opened.modal, asked.response, when="2026-11-17")


ATTEMPTS: dict[str, Attempt] = {
    "/help": typed("help"),
    "/run log": typed("run log", distance="10k", time="52:10"),
    "/run list": typed("run list"),
    "/run list +one": lists_runs,
    "/stats": typed("stats"),
    "/stats +one": shows_stats,
    "StatsButton": turns_stats,
    "/run edit": with_run("run edit"),
    "/run delete": with_run("run delete"),
    "EditButton": pressed("run:edit:{run}"),
    "RunForm": sends_run_form,
    "TryAgainView": tries_again,
    "PageButton": turns_page,
    "DoubleRunView": says_two_runs,
    "/run upload": uploads,
    "menu Log this file": opens_file_menu,
    "OtherFilesView": logs_another_file,
    "StopButton": on_a_list("import:stop:{list}"),
    "UnsureButton": on_a_list("import:unsure:{list}"),
    "DecisionButton": on_a_list("import:same:{list}:0"),
    "UploadQuestionView": says_it_is_a_run,
    "AnswerForm": says_when,
    "/points show": typed("points show"),
    "/points rules": typed("points rules"),
    "/plan week": typed("plan week"),
    "/plan done": says_session_done,
    "PlannedWeekButton": of_plan("plan:week:{runner}:2026-W47:open"),
    "ExportPlanButton": of_plan("plan:export:{runner}:2026-W47"),
    "ExcuseButton": of_plan("plan:excuse:{runner}:2026-W47"),
    "SessionPicker": of_plan("plan:session", "{session}"),
    "ExcusePicker": of_plan("plan:why:{session}", "ill"),
    "CountButton": of_plan("plan:count:{session}"),
    "NotDoneButton": of_plan("plan:undone:{session}"),
    "LedgerButton": pressed("points:each:2026-W47:0"),
    "PointsWeekButton": pressed("points:week:2026-W47"),
    "/leaderboard": typed("leaderboard"),
    "/challenge list": typed("challenge list"),
    "/challenge show": shows_challenge,
    "/challenge create": sets_challenge,
    "/challenge sponsor": with_challenge("challenge sponsor", name="Gran", pledge="1 per km"),
    "/challenge end": with_challenge("challenge end"),
    "EndChallengeButton": about_challenge("challenge:end:{challenge}"),
    "TakeChallengeBackButton": about_challenge("challenge:gone:{challenge}"),
    "TakeSponsorBackButton": about_challenge("challenge:sponsor:{challenge}:{sponsor}"),
    "SponsorPicker": about_challenge("challenge:sponsors:{challenge}", "{sponsor}"),
    "KeepChallengeButton": pressed("challenge:keep"),
    "/race add": adds_race,
    "/race list": typed("race list"),
    "/race calendar": typed("race calendar"),
    "/race show": with_race("race show"),
    "/race join": with_race("race join"),
    "/race leave": with_race("race leave"),
    "/race result": with_race("race result", begun=True, time="45:30"),
    "/race edit": with_race("race edit", place="Tempelhof"),
    "/race edit +form": with_race("race edit"),
    "/race cancel": with_race("race cancel"),
    "JoinButton": at_race("race:join:{race}"),
    "CheerAtRaceButton": at_race("race:cheer:{race}"),
    "DetailsButton": at_race("race:show:{race}"),
    "DistancePicker": at_race("race:distance:{race}", "{distance}"),
    "LeaveButton": at_race("race:leave:{race}"),
    "GoalButton": at_race("race:goal:{race}"),
    "ShowGoalButton": at_race("race:goal:{race}:1"),
    "GoalForm": sets_goal,
    "ResultButton": at_race("race:result:{race}", begun=True),
    "ResultForm": tells_result,
    "ScoreForm": scores,
    "ScoreView": posts_scores,
    "ThatWasButton": at_race("race:was:{race}:{run}", begun=True),
    "PaceCardButton": at_race("race:pace:{race}"),
    "EditRaceButton": at_race("race:edit:{race}"),
    "RaceForm": changes_race,
    "CancelRaceButton": at_race("race:off:{race}"),
    "NewAddressButton": pressed("race:address:mine"),
    "NewAddressButton +team": pressed("race:address:team"),
    "KeepRaceButton": pressed("race:keep"),
    "RaceListButton": pressed("race:list:1"),
    "/relay create": creates_relay,
    "/relay edit": with_relay("relay edit", time="9:30"),
    "/relay list": typed("relay list"),
    "/relay leg": with_relay("relay leg", leg=1),
    "/relay show": with_relay("relay show"),
    "/relay cancel": with_relay("relay cancel"),
    "RelayButton": in_relay("relay:show:{relay}"),
    "LegButton": in_relay("relay:leg:{leg}"),
    "LegPicker": in_relay("relay:fill:{relay}", "{leg}"),
    "TakeLegPicker": in_relay("relay:take:{relay}", "{leg}"),
    "LegForm": sends_leg_form,
    "DeclineLegButton": in_relay("relay:decline:{leg}"),
    "CancelRelayButton": in_relay("relay:off:{relay}"),
    "KeepRelayButton": pressed("relay:keep"),
    "/coach season": with_runner("coach season"),
    "/plan season": typed("plan season"),
    "/plan season +one": with_runner("plan season"),
    "SeasonButton": about_season("season:{runner}:0"),
    "OwnSeasonButton": about_season("season:own"),
    "SeasonForm": sends_season,
    "WeeksForm": sends_weeks,
    "DraftView": saves_season,
    "EndView": ends_season,
    "BoardButton": pressed("board:points:this_week"),
    "BoardPicker": pressed("boards:this_week", "distance"),
    "PeriodPicker": pressed("board-periods:points", "season"),
    "PictureButton": pressed("board-picture:points:this_week:0"),
    "ShowButton": pressed("board-show:points:1:this_week"),
    "CheerButton": pressed("cheer:{run}"),
    "CheerersButton": pressed("cheer:who:{run}"),
    "CommentButton": pressed("comment:{run}"),
    "CommentForm": says_something,
    "TakeDownButton": about_words("comment:off:{words}"),
    "TakeDownSurelyButton": about_words("comment:off:{words}:sure"),
    "DecideButton": about_doubts("review:count:{run}"),
    "ReasonForm": about_doubts("review:leave:{run}", COACH, reason="The watch ran on."),
    "ReviewsButton": pressed("review:pile:waiting:"),
    "RightButton": about_doubts("review:right:{run}"),
    "RightForm": about_doubts("review:right:{run}", RUNNER, remark="A race"),
    "DeleteButton": pressed("run:delete:{run}"),
    "DeleteSurelyButton": pressed("run:delete:{run}:sure"),
    "KeepButton": pressed("run:keep"),
    "StaleButton": pressed("ask:00000000:1:00000000"),
    "TopicPicker": pressed("help:topic", "points"),
    "/feedback inbox": typed("feedback inbox"),
    "/coach review": typed("coach review"),
    "/coach races": typed("coach races"),
    "/coach score": typed("coach score"),
    "/coach plan": typed("coach plan"),
    "/coach plan +one": plans_for_one,
    "/coach weeks": typed("coach weeks"),
    "/coach feedback": gives_feedback,
    "menu Private feedback": opens_feedback,
    "FeedbackForm": sends_feedback,
    "/shoutout give": gives_shoutout,
    "menu Give a shoutout": opens_shoutout,
    "menu Shout out this run": opens_shoutout_for_a_run,
    "ShoutoutForm": sends_shoutout,
    "/shoutout list": typed("shoutout list"),
    "/coach roster": typed("coach roster"),
    "/coach award": awards,
    "HideButton": on_a_shoutout("shoutout:hide:{shoutout}"),
    "ReportButton": on_a_shoutout("shoutout:surely:{shoutout}"),
    "TakeBackButton": on_a_shoutout("shoutout:gone:{shoutout}"),
    "ShoutoutPicker": on_a_shoutout("shoutout:pick", "{shoutout}"),
    "ShoutoutsButton": pressed("shoutout:list:received:"),
    "PlanPicker": pressed("plan:pick:2026-W48", "team"),
    "NextPlanButton": next_plan,
    "DeskButton": pressed("plan:desk:2026-W48"),
    "CopyAllButton": pressed("plan:copy:2026-W48"),
    "PublishAllButton": pressed("plan:out:2026-W48"),
    "ChangePlanButton": on_a_plan("plan:change:{plan}"),
    "PublishPlanButton": on_a_plan("plan:publish:{plan}:{version}"),
    "OpenPlanButton": on_a_plan("plan:open:{plan}"),
    "KeepTemplateButton": on_a_plan("plan:template:{plan}"),
    "TakePlanBackButton": on_a_plan("plan:back:{plan}"),
    "TakeBackSurelyButton": on_a_plan("plan:gone:{plan}"),
    "TemplatePicker": pressed("plan:templates", "1"),
    "PlanForm": in_a_plan("plan:change:{plan}", week="Tue 9 km E"),
    "TemplateForm": in_a_plan("plan:template:{plan}", name="Build week"),
    "OverlapsButton": pressed("race:overlaps:0"),
    "RosterButton": pressed("roster:3:0"),
    "SeenToButton": on_a_shoutout("roster:seen:{shoutout}:{runner}:3"),
    "/coach log": about_runner("coach log"),
    "/coach note": about_runner("coach note", text="Exams."),
    "LogButton": on_runner("coach:log:{runner}:7:0"),
    "NoteButton": on_runner("coach:note:{runner}"),
    "NotesButton": on_runner("coach:notes:{runner}:0"),
    "EditNoteButton": on_note("coach:note-edit:{note}"),
    "DeleteNoteButton": on_note("coach:note-gone:{note}"),
    "NoteForm": sends_note,
    "OpenRosterButton": about_team("roster:open:{team}"),
    "MondayLetterButton": about_team("roster:letter:off:{team}"),
    "NeedPicker": pressed("roster:needs:3", "pain"),
    "WriteToButton": on_runner("feedback:to:{runner}"),
    "WordForButton": words_for,
    "/feedback reply": typed("feedback reply", message="Thank you!"),
    "ReplyButton": pressed("feedback:reply:{word}"),
    "ReplyButton +answer": presses_reply_to_answer,
    "ReplyForm": sends_reply,
    "ReplyForm +answer": sends_reply_to_answer,
    "SendToCoachButton": with_kept("words:coach:{kept}:{word}"),
    "SendFirstButton": with_kept("words:first:{kept}:{team}:{coach}"),
    "SendToRunnerPicker": with_kept("words:runner:{kept}", "{runner}", by=COACH),
    "FindRunnerButton": with_kept("words:find:{kept}"),
    "FindRunnerForm": searches_name,
    "DiscardButton": with_kept("words:discard:{kept}"),
    "/coach thread": reads_thread,
    "/coach search": typed("coach search", words="kind"),
    "/coach template": opens_template,
    "ThreadButton": turns_thread,
    "FilesButton": shows_files,
    "FeedbackTemplateForm": writes_template,
    "LooksGoodButton": about_week("plan:good:{runner}:2026-W48"),
    "AskCoachButton": about_week("plan:ask:{runner}:2026-W48"),
    "AskCoachForm": about_week("plan:ask:{runner}:2026-W48", message="May I swap two days?"),
    "CannotButton": about_week("plan:cannot:{runner}:2026-W48"),
    "CannotPicker": about_week("plan:day:{runner}:2026-W48", "2026-11-24"),
    "CannotForm": about_week("plan:day:{runner}:2026-W48", "2026-11-24", words="A family day."),
    "MyWeekButton": about_week("plan:mine:2026-W48"),
    "GotItButton": pressed("feedback:got:{word}"),
    "InboxButton": pressed("feedback:inbox"),
    "/privacy export": typed("privacy export"),
    "/privacy forget": typed("privacy forget"),
    "ForgetQuestionView": answered("privacy forget", "Erase it all"),
    "QuestionsView": answers_questions,
    "/plan availability": typed("plan availability"),
    "/strava connect": typed("strava connect"),
    "/strava status": typed("strava status"),
    "/strava disconnect": disconnects,
    "/intervals connect": typed("intervals connect"),
    "/intervals status": typed("intervals status"),
    "/intervals disconnect": typed("intervals disconnect"),
    "ByItselfButton": connected("connection:itself:off"),
    "LookBackPicker": connected("backfill:begin:strava", "month"),
    "LogAllButton": looked_back("backfill:log:{back_fill}"),
    "LeaveAllButton": looked_back("backfill:leave:{back_fill}"),
    "KeepLoggedButton": connected("connection:keep:{connection}", refused=True),
    "LogFoundButton": connected("found:log:{found}"),
    "EditFoundButton": connected("found:edit:{found}"),
    "ShareFoundButton": connected("found:share:{found}"),
    "IgnoreFoundButton": connected("found:ignore:{found}"),
    "TakeOverFoundButton": connected("found:take:{found}"),
    "LeaveFoundButton": connected("found:leave:{found}"),
    "OpenFoundButton": connected("found:open:{found}"),
    "FoundRunForm": sends_found_run,
    "ConsentView": answered("strava connect", "Paste the address"),
    "AddressForm": pastes_address,
    "KeyView": answered("intervals connect", "Enter the key"),
    "KeyForm": hands_over_key,
    "DisconnectView": stays_connected,
    "TapButton": on_check_in("checkin:sleep:4"),
    "BackButton": on_check_in("checkin:back"),
    "OpenCheckInButton": on_check_in("checkin:open"),
    "PainAreaPicker": on_check_in("checkin:area", "calf_left", whole=True),
    "RestButton": on_check_in("checkin:rest:7", whole=True),
    "RestButton +form": on_check_in("checkin:rest:pick", whole=True),
    "RestForm": sends_rest,
    "DaysButton": on_days("days:as-before"),
    "DaysButton +none": on_days("days:none"),
    "DaysButton +form": on_days("days:choose"),
    "AvailabilityForm": sends_days,
    "/checkup": typed("checkup"),
    "/focus set": typed("focus set", area="hills", question="How?"),
    "/focus clear": clears_focus,
    "CheckupView": answered("checkup", "Share with my coach"),
    "/team checkup": typed("team checkup"),
    "CheckupLinesPanel": on_panel("team checkup", TRAINING_FORM),
    "CheckupLinesForm": in_form("team checkup", TRAINING_FORM, {"training_runs": "12"}),
    "/profile show": typed("profile show"),
    "/profile show +one": shows_profile,
    "/profile edit": typed("profile edit", drives="the sea"),
    "/profile pause": typed("profile pause", until="sunday"),
    "/profile resume": typed("profile resume"),
    "PartButton": pressed("profile:running"),
    "OtherTeamButton": pressed("profile:team"),
    "AsksForm": filled_in("profile:asks"),
    "AgeForm": filled_in("profile:age"),
    "RunningForm": filled_in("profile:running"),
    "SeenForm": filled_in("profile:seen"),
    "TeamQuestionView": says_which_team,
    "/team setup": typed("team setup"),
    "/team settings": typed("team settings"),
    "/team schedule": typed("team schedule"),
    "/team status": typed("team status"),
    "/team points": typed("team points"),
    "PointRulesPanel": on_panel("team points", "Runs and rest"),
    "PointsForm": in_form("team points", "Runs and rest", {"log": "12"}),
    "/team post": typed("team post", week="this_week"),
    "PostPlanButton": pressed("team:plan:2026-W48:0badf00d"),
    "PostItButton": pressed("team:post:2026-W47:0badf00d"),
    "LeaveItButton": pressed("team:leave"),
    "SetupPanel": on_panel("team setup", "Finish"),
    "SettingsPanel": on_panel("team settings", "Channels and roles"),
    "SchedulePanel": on_panel("team schedule", "Turn off", post="leaderboard"),
    "ZoneForm": in_form("team setup", CHOOSE_ZONE, {"zone": "Lisbon"}),
    "QuietForm": in_form("team settings", "Quiet hours", {"hours": "off"}),
    "TimeForm": in_form("team schedule", "Change day and time", {"time": "9am"}, post="leaderboard"),
    "UnclearRunView": answered("run log", "10 km", distance="10", time="52:10"),
    "OddRunView": answered("run log", "Log it as typed", distance="10k", time="20:00"),
}


def table() -> dict[str, dict[str, str]]:
    """Return what is expected, by what is tried and by whom."""
    head, *rows = [re.split(r"\s{2,}", line.strip()) for line in TABLE.splitlines() if line.strip()]
    assert tuple(head[1:]) == ACTORS
    return {what: dict(zip(ACTORS, (CODES.get(cell, cell) for cell in cells), strict=True)) for what, *cells in rows}


EXPECTED = table()


def below(base: type[Any]) -> set[type[Any]]:
    """Return the classes of ours that descend from one and that nothing else descends from."""
    for package in (bot.ui, cogs):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    found = {kind for child in base.__subclasses__() for kind in (child, *below(child))}
    ours = {kind for kind in found if kind.__module__.startswith(("bot.", "cogs."))}
    bases = {above for kind in ours for above in kind.__mro__[1:]}
    return {kind for kind in ours - bases if not kind.__name__.startswith("_")}


async def test_everything_there_is_stands_in_the_table(on_stage: Stage) -> None:
    tree = on_stage.application.bot.tree
    typed_names = {
        f"/{command.qualified_name}" for command in tree.walk_commands() if isinstance(command, app_commands.Command)
    }
    menus = {
        f"menu {menu.name}"
        for kind in (AppCommandType.user, AppCommandType.message)
        for menu in tree.get_commands(type=kind)
    }
    classes = {kind.__name__ for kind in (*PERSISTENT, *below(Form), *below(Layout))}
    assert typed_names | menus | classes == {what.partition(" +")[0] for what in EXPECTED}
    assert set(ATTEMPTS) == set(EXPECTED)


@pytest.mark.parametrize("what", EXPECTED)
async def test_everybody_may_do_what_the_table_says(on_stage: Stage, what: str) -> None:
    company = await gather(on_stage)
    came_of_it = {}
    for actor in (actor for actor in ACTORS if EXPECTED[what][actor] != "-"):
        thing = await company.thing()
        company.all_set()
        result = await ATTEMPTS[what](company, actor, thing)
        before, after = company.before[-1], company.rows()
        came_of_it[actor] = outcome(result)
        written = {
            table: sorted(set(after[table]) ^ set(before[table]), key=repr)
            for table in after
            if after[table] != before[table]
        }
        if came_of_it[actor] not in ("ok", "asks", "form", "which team"):
            assert written == {}, actor
            assert result.ephemeral or result.modal is not None
        if actor == ELSEWHERE:
            assert SECRET not in everything_said(result)
            theirs = {row[0] for row in after["runners"] if company.rivals.id in row}
            challenges = {row[0] for row in after["challenges"] if company.rivals.id in row}
            races = {row[0] for row in after["races"] if company.rivals.id in row}
            relays = {row[0] for row in after["relays"] if company.rivals.id in row}
            assert [
                row
                for name, rows in written.items()
                for row in rows
                if company.rivals.id not in row
                and not (name in OF_RUNNERS and theirs & set(row[:2]))
                and not (name in OF_CHALLENGES and row[0] in challenges)
                and not (name in OF_RACES and row[1] in races)
                and not (name in OF_RELAYS and row[1] in relays)
            ] == []
    assert came_of_it == {actor: code for actor, code in EXPECTED[what].items() if code != "-"}


@pytest.mark.parametrize("actor", [STRANGER, RUNNER, COACH])
@pytest.mark.parametrize("name", ["team setup", "team settings", "team schedule", "team points"])
async def test_every_part_of_an_admins_panel_is_for_admins(on_stage: Stage, name: str, actor: str) -> None:
    company = await gather(on_stage)
    await company.thing()
    panel = await company.types(ADMIN, name, **({"post": "leaderboard"} if name == "team schedule" else {}))
    before = company.rows()
    came_of_it = {part: outcome(result) for part, result in await company.every_press_under(actor, panel)}
    assert company.rows() == before
    assert len(came_of_it) >= 3
    assert came_of_it == dict.fromkeys(came_of_it, "admin_only")
