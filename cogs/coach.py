"""`/coach`: what coaches do for their runners."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import BatonBot
from bot.domain.availability import WhichWeek
from bot.domain.cross_country import DISPLACERS, SCORERS, TieRule
from bot.domain.plans import EVERYBODY, TEMPLATE_NAME_LIMIT, Scope, Target
from bot.domain.races import NAME_LIMIT
from bot.domain.shoutouts import COACH_POINTS, MESSAGE_LIMIT, UNPRAISED_AFTER, UNPRAISED_WEEKS
from bot.errors import UserError
from bot.services.asker import Asker
from bot.services.coach_logs import DAYS_SHOWN, LOG_DAYS
from bot.services.coach_notes import NOTE_LIMIT
from bot.services.feedback import FEEDBACK_LIMIT
from bot.services.feedback_templates import NAME_LIMIT as WORDS_NAME_LIMIT
from bot.services.feedback_threads import SEARCH_LIMIT
from bot.services.meant import key_of as race_key
from bot.services.plan_pages import Whom
from bot.services.plan_templates import EMPTY
from bot.services.plans import LAST_WEEK
from bot.services.race_scores import MOST_SCORERS, ScoreRules
from bot.services.teammates import key_of
from bot.ui import figures, text
from bot.ui.coach_logs import CoachLogView
from bot.ui.coach_notes import NoteView
from bot.ui.components import asker_of, attached, autocomplete_guard, chosen
from bot.ui.feedback import FeedbackForm, GivenView
from bot.ui.feedback_files import read_files
from bot.ui.feedback_templates import FeedbackTemplateForm
from bot.ui.feedback_threads import SearchView, ThreadView
from bot.ui.photos import PhotoReader
from bot.ui.plan_forms import PlanForm
from bot.ui.plans import DeskView, PlanPageView, TemplatesView
from bot.ui.race_lines import suggestion
from bot.ui.race_overlaps import RaceOverlapsView
from bot.ui.race_scores import ScoreForm
from bot.ui.reviews import ReviewView
from bot.ui.rosters import RosterView
from bot.ui.season_forms import SeasonForm
from bot.ui.seasons import redraw
from bot.ui.shoutouts import GivenShoutoutView
from bot.ui.text import plans as plan_words
from bot.ui.text.race_scores import TIE_CHOICES

Interaction = discord.Interaction[BatonBot]
WEEKS = [app_commands.Choice(name=plan_words.WEEKS[which], value=which.value) for which in WhichWeek]
TIES = [app_commands.Choice(name=label, value=rule.value) for rule, label in TIE_CHOICES.items()]


@app_commands.guild_only()
class Coach(commands.GroupCog, group_name="coach", group_description="What coaches do for their runners"):
    """The coach's side, typed."""

    def __init__(self, bot: BatonBot) -> None:
        self.bot = bot
        self.feedback_service = bot.services.feedback
        self.threads = bot.services.feedback_threads
        self.phrases = bot.services.feedback_templates
        self.photos = PhotoReader()
        self.reviews = bot.services.reviews
        self.coach_logs = bot.services.coach_logs
        self.coach_notes = bot.services.coach_notes
        self.rosters = bot.services.rosters
        self.shoutouts = bot.services.shoutouts
        self.race_scores = bot.services.race_scores
        self.race_overlaps = bot.services.race_overlaps
        self.seasons = bot.services.seasons
        self.plans = bot.services.plans
        self.plan_templates = bot.services.plan_templates
        self.menu = app_commands.ContextMenu(name="Private feedback", callback=self.write_to_member)

    async def cog_load(self) -> None:
        """Add what is not typed."""
        self.bot.tree.add_command(self.menu)

    async def cog_unload(self) -> None:
        """Take it away again."""
        self.bot.tree.remove_command(self.menu.name, type=self.menu.type)

    @app_commands.command(description="Write privately to a runner; a form opens unless you add the message")
    @app_commands.describe(
        runner="For whom: pick a name from the list",
        message="Your words; leave it out to write them in a form",
        template="One of your templates, to go on from in the form",
        file="A picture or another file to go along",
    )
    async def feedback(
        self,
        interaction: Interaction,
        runner: app_commands.Range[str, 1, 100],
        message: app_commands.Range[str, 1, FEEDBACK_LIMIT] | None = None,
        template: app_commands.Range[str, 1, WORDS_NAME_LIMIT] | None = None,
        file: discord.Attachment | None = None,
    ) -> None:
        """Send private feedback, or open the form for it."""
        asker, along = asker_of(interaction), attached(file)
        recipient = await self.feedback_service.recipient(asker, runner)

        async def send(answering: Interaction, words: str) -> None:
            # A picture takes a while to make ready.
            await answering.response.defer(ephemeral=True, thinking=True)
            files = await read_files([] if along is None else [along], self.photos)
            given = await self.feedback_service.give(asker_of(answering), recipient.runner_id, words, files)
            await answering.followup.send(view=GivenView(given), ephemeral=True)

        if template is not None or message is None:
            begun = ""
            if template is not None:
                begun = await self.phrases.filled(asker, template, recipient.name, message)
            await interaction.response.send_modal(FeedbackForm(recipient, begun, None if along is None else send))
        elif along is None:
            given = await self.feedback_service.give(asker, recipient.runner_id, message)
            await interaction.response.send_message(view=GivenView(given), ephemeral=True)
        else:
            await send(interaction, message)

    @app_commands.command(description="What you and a runner wrote to each other, newest first")
    @app_commands.describe(runner="With whom: pick a name from the list")
    async def thread(self, interaction: Interaction, runner: app_commands.Range[str, 1, 100]) -> None:
        """Show the first page."""
        page = await self.threads.named(asker_of(interaction), runner)
        await interaction.response.send_message(view=ThreadView(page), ephemeral=True)

    @app_commands.command(description="Look for words in what you and your runners wrote to each other")
    @app_commands.describe(words="All of them are to be there, as in knee thursday")
    async def search(self, interaction: Interaction, words: app_commands.Range[str, 1, SEARCH_LIMIT]) -> None:
        """Show what is found."""
        found = await self.threads.search(asker_of(interaction), words)
        await interaction.response.send_message(view=SearchView(found), ephemeral=True)

    @app_commands.command(description="Write, change or clear a template for words that you write often")
    @app_commands.describe(name="What you call it: a new name, or one from the list")
    async def template(self, interaction: Interaction, name: app_commands.Range[str, 1, WORDS_NAME_LIMIT]) -> None:
        """Open the form."""
        template = await self.phrases.open(asker_of(interaction), name)
        await interaction.response.send_modal(FeedbackTemplateForm(template))

    @feedback.autocomplete("template")
    @template.autocomplete("name")
    @autocomplete_guard
    async def suggest_template(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Suggest the asker's templates."""
        found = await self.phrases.suggestions(asker_of(interaction), typed)
        return [app_commands.Choice(name=name, value=name) for name in found]

    @app_commands.command(description="Runs that wait for a word before they count")
    async def review(self, interaction: Interaction) -> None:
        """Show the first run that waits."""
        page = await self.reviews.page(asker_of(interaction))
        await interaction.response.send_message(view=ReviewView(page), ephemeral=True)

    @app_commands.command(description="Who needs a word first and why, one press away")
    @app_commands.describe(weeks="Weeks without a kind word that are too many; three unless you say otherwise")
    async def roster(
        self,
        interaction: Interaction,
        weeks: app_commands.Range[int, UNPRAISED_WEEKS[0], UNPRAISED_WEEKS[-1]] = UNPRAISED_AFTER,
    ) -> None:
        """Show the first page."""
        roster = await self.rosters.page(asker_of(interaction), weeks)
        await interaction.response.send_message(view=RosterView(roster), ephemeral=True)

    @app_commands.command(description="A runner's days: what was planned and done, how it felt, and your notes")
    @app_commands.describe(
        runner="Whose: pick a name from the list", days="Days on a page; seven unless you say otherwise"
    )
    async def log(
        self,
        interaction: Interaction,
        runner: app_commands.Range[str, 1, 100],
        days: app_commands.Range[int, LOG_DAYS[0], LOG_DAYS[-1]] = DAYS_SHOWN,
    ) -> None:
        """Show the newest days."""
        log = await self.coach_logs.first_page(asker_of(interaction), runner, days)
        await interaction.response.send_message(view=CoachLogView(log), ephemeral=True)

    @app_commands.command(description="Keep a note about a runner, for your team's coaches")
    @app_commands.describe(
        runner="About whom: pick a name from the list",
        text="What to remember; it is in what /privacy export hands the runner",
    )
    async def note(
        self,
        interaction: Interaction,
        runner: app_commands.Range[str, 1, 100],
        text: app_commands.Range[str, 1, NOTE_LIMIT],
    ) -> None:
        """Keep a note."""
        asker = asker_of(interaction)
        about = await self.coach_notes.about(asker, runner)
        note = await self.coach_notes.add(asker, about.runner_id, text)
        await interaction.response.send_message(view=NoteView(note), ephemeral=True)

    @app_commands.command(description="Points for a runner, with a reason that reaches them as praise does")
    @app_commands.describe(
        runner="For whom: pick a name from the list", points="How many, 1 to 30", reason="What they did"
    )
    async def award(
        self,
        interaction: Interaction,
        runner: app_commands.Range[str, 1, 100],
        points: app_commands.Range[int, COACH_POINTS[0], COACH_POINTS[-1]],
        reason: app_commands.Range[str, 1, MESSAGE_LIMIT],
    ) -> None:
        """Give points."""
        asker = asker_of(interaction)
        to = await self.shoutouts.awarded(asker, runner)
        given = await self.shoutouts.award(asker, to, points, reason)
        await interaction.response.send_message(view=GivenShoutoutView(given), ephemeral=True)

    @app_commands.command(description="Write a week: for a runner, a group or everybody; or see who has none yet")
    @app_commands.describe(
        runner="For whom: pick a name from the list, or Everybody",
        group="Or for all who have a role",
        week="The week to come unless you say otherwise",
        begin_with="What the form begins with: the week before, unless you say otherwise",
    )
    @app_commands.choices(week=WEEKS)
    async def plan(
        self,
        interaction: Interaction,
        runner: app_commands.Range[str, 1, 100] | None = None,
        group: discord.Role | None = None,
        week: str | None = None,
        begin_with: app_commands.Range[str, 1, TEMPLATE_NAME_LIMIT] | None = None,
    ) -> None:
        """Open the form for a week, or show the desk."""
        asker, which = asker_of(interaction), chosen(WhichWeek, week) or WhichWeek.NEXT
        if runner is None and group is None:
            await interaction.response.send_message(view=DeskView(await self.plans.desk(asker, which)), ephemeral=True)
            return
        if runner is not None and group is not None:
            raise UserError("plan_whom_twice")
        whom = await self._whom(asker, runner, group)
        filled = await self.plans.form(asker, whom, which, begin_with or LAST_WEEK)
        await interaction.response.send_modal(PlanForm(filled, PlanPageView))

    @app_commands.command(description="The weeks that you keep to begin others with")
    async def weeks(self, interaction: Interaction) -> None:
        """Show them."""
        templates = await self.plan_templates.all(asker_of(interaction))
        await interaction.response.send_message(view=TemplatesView(templates), ephemeral=True)

    @app_commands.command(description="Who runs which race to come, to plan workouts that overlap")
    async def races(self, interaction: Interaction) -> None:
        """Show the first page."""
        overlaps = await self.race_overlaps.page(asker_of(interaction))
        await interaction.response.send_message(view=RaceOverlapsView(overlaps), ephemeral=True)

    @app_commands.command(description="Score the teams of a cross-country race from its finish order")
    @app_commands.describe(
        race="What it is called",
        scorers="Runners of each team whose places add up; 5 unless you say otherwise",
        displacers="Runners after them who push other teams back; 2 unless you say otherwise",
        ties="Who stands first of teams with the same score",
    )
    @app_commands.choices(ties=TIES)
    async def score(
        self,
        interaction: Interaction,
        race: app_commands.Range[str, 1, NAME_LIMIT] | None = None,
        scorers: app_commands.Range[int, 1, MOST_SCORERS] = SCORERS,
        displacers: app_commands.Range[int, 0, MOST_SCORERS] = DISPLACERS,
        ties: str | None = None,
    ) -> None:
        """Open the form for a finish order."""
        await self.race_scores.allow(asker_of(interaction))
        rules = ScoreRules(scorers, displacers, chosen(TieRule, ties) or TieRule.NFHS)
        await interaction.response.send_modal(ScoreForm(rules, race))

    @app_commands.command(description="Outline a runner's season up to a race: base, build, peak, taper, week by week")
    @app_commands.describe(
        runner="Whose: pick a name from the list", race="A race of the team it leads to; or type one into the form"
    )
    async def season(
        self,
        interaction: Interaction,
        runner: app_commands.Range[str, 1, 100],
        race: app_commands.Range[str, 1, 120] | None = None,
    ) -> None:
        """Open the form, filled in with what holds."""
        filled = await self.seasons.fill(asker_of(interaction), runner, race)
        await interaction.response.send_modal(SeasonForm(filled, redraw))

    async def _whom(self, asker: Asker, runner: str | None, group: discord.Role | None) -> Whom:
        if group is not None:
            return Whom(EVERYBODY) if group.is_default() else Whom(Target(Scope.GROUP, group.id), group.name)
        return Whom(EVERYBODY) if runner == EVERYBODY.key else await self.plans.runner(asker, runner or "")

    @plan.autocomplete("runner")
    @autocomplete_guard
    async def suggest_whom(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Suggest everybody, then runners by name."""
        found = await self.plans.suggestions(asker_of(interaction), typed)
        everybody = app_commands.Choice(name=plan_words.EVERYBODY, value=EVERYBODY.key)
        named = [app_commands.Choice(name=text.plain_member(one.name), value=key_of(one.target.id)) for one in found]
        fits = plan_words.EVERYBODY.casefold().startswith(typed.strip().casefold())
        return [*([everybody] if fits else []), *named][:25]

    @plan.autocomplete("begin_with")
    @autocomplete_guard
    async def suggest_beginning(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Suggest an empty page and the templates."""
        templates = await self.plan_templates.all(asker_of(interaction))
        known = [(plan_words.BEGIN_EMPTY, EMPTY), *((text.plain_member(one.name), one.name) for one in templates)]
        wanted = typed.strip().casefold()
        return [app_commands.Choice(name=name, value=value) for name, value in known if wanted in name.casefold()][:25]

    @feedback.autocomplete("runner")
    @thread.autocomplete("runner")
    @award.autocomplete("runner")
    @season.autocomplete("runner")
    @log.autocomplete("runner")
    @note.autocomplete("runner")
    @autocomplete_guard
    async def suggest_runner(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Suggest runners by name."""
        found = await self.feedback_service.suggestions(asker_of(interaction), typed)
        return [app_commands.Choice(name=text.plain_member(one.name), value=key_of(one.runner_id)) for one in found]

    @season.autocomplete("race")
    @autocomplete_guard
    async def suggest_race(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Suggest races to come, those that the runner runs first."""
        runner = str(getattr(interaction.namespace, "runner", None) or "")
        found = await self.seasons.races(asker_of(interaction), runner, typed)
        return [
            app_commands.Choice(name=suggestion(name, figures.short_day(day)), value=race_key(race_id))
            for race_id, name, day in found
        ]

    @app_commands.guild_only()
    async def write_to_member(self, interaction: Interaction, member: discord.Member) -> None:
        """Open the form for a member's menu."""
        recipient = await self.feedback_service.member(
            asker_of(interaction), member.id, member.display_name, is_bot=member.bot
        )
        await interaction.response.send_modal(FeedbackForm(recipient))


async def setup(bot: BatonBot) -> None:
    """Add the cog."""
    await bot.add_cog(Coach(bot))
