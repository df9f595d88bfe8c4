"""Comments: a kind word under a teammate's run, which reaches its runner as they like to be praised."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bot.domain.audience import Audience, MessageKind, audience
from bot.domain.words import storable
from bot.errors import NotAllowed, NotFound, UserError
from bot.services.asker import Asker
from bot.services.cheers import card_of
from bot.services.clock import Clock
from bot.services.runners import Enrolment, subject_of
from db.database import Database
from db.repositories.cheers import CardRow
from db.repositories.comments import CommentRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

COMMENT_LIMIT: Final = 500
"""Characters of one comment."""

MOST_A_RUN: Final = 5
"""Comments by one teammate under one run: each of them is a message to its runner."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whose run somebody is about to say something under."""

    run_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Said:
    """A comment that is on its way: to stand under the card, or to the runner alone."""

    comment_id: int
    runner_name: str
    message: str
    in_public: bool


@dataclass(frozen=True, slots=True)
class Comment:
    """What stands under a card; whose run it is, the card above it tells."""

    comment_id: int
    author_name: str
    message: str


@dataclass(frozen=True, slots=True)
class CardPlace:
    """Where the card stands that a comment goes under: its row in the outbox, and its thread once it has one."""

    outbox_id: int
    channel_id: int
    message_id: int
    thread_channel_id: int | None


class CommentService:
    """Takes comments, and takes them down."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def addressee(self, asker: Asker, run_id: int) -> Addressee:
        """Return whose run it is; raises `NotFound` when it is gone and `NotAllowed` for one's own."""
        return await self._database.read(lambda uow: _addressee(uow, asker, run_id))

    async def say(self, asker: Asker, run_id: int, message: str) -> Said:
        """Keep a comment on a run and owe it to its runner, as they like to be praised.

        Raises `NotFound` when the run is gone, `NotAllowed` for one's own, `UserError` for words that are none or too
        many, and for one comment more than `MOST_A_RUN`.
        """
        words = _clean(message)
        return await self._database.write(lambda uow: self._say(uow, asker, run_id, words))

    async def find(self, asker: Asker, comment_id: int) -> Comment:
        """Return a comment that the asker may take down; see `take_down`."""
        return await self._database.read(lambda uow: _comment(_own(uow, asker, comment_id)))

    async def take_down(self, asker: Asker, comment_id: int) -> None:
        """Delete a comment and take down what stands of it: for its author, and for the runner whose run it is about.

        Raises `NotFound` when it is gone and `NotAllowed` for anybody else.
        """
        await self._database.write(lambda uow: self._take_down(uow, asker, comment_id))

    def _say(self, uow: UnitOfWork, asker: Asker, run_id: int, message: str) -> Said:
        now = self._clock.now()
        # One's own row first and a run second, as everywhere.
        author = self._enrolment.runner(uow, asker, now)
        card = _commentable(uow.cheers.card(asker.team_id, run_id, hold=True), author)
        if uow.comments.count(run_id, author.runner_id) >= MOST_A_RUN:
            raise UserError("comment_enough")
        comment_id = uow.comments.add(run_id, author.runner_id, message, now)
        word = uow.comments.find(comment_id)
        assert word is not None
        in_public = _may_stand(uow, word) and place_of(uow, word.team_id, run_id) is not None
        if in_public:
            uow.outbox.owe(
                team_id=word.team_id,
                kind=MessageKind.COMMENT,
                key=str(comment_id),
                payload={"comment_id": comment_id, "run_id": run_id},
                now=now,
                runner_id=word.runner_id,
            )
        else:
            owe_note(uow, word, now)
        return Said(comment_id, card.runner_name, message, in_public)

    def _take_down(self, uow: UnitOfWork, asker: Asker, comment_id: int) -> None:
        now = self._clock.now()
        word = _own(uow, asker, comment_id)
        uow.comments.delete(comment_id)
        for kind in (MessageKind.COMMENT, MessageKind.COMMENT_NOTE):
            uow.outbox.revise(word.team_id, kind, str(comment_id), now)


def comment_post(uow: UnitOfWork, team_id: int, payload: Mapping[str, Any], *, stands: bool) -> Comment | None:
    """Return what stands under a card, or is to; None when it may not."""
    word = uow.comments.find(payload["comment_id"])
    if word is None or word.team_id != team_id or not _may_stand(uow, word):
        return None
    return _comment(word) if stands or place_of(uow, team_id, word.run_id) is not None else None


def owe_note(uow: UnitOfWork, word: CommentRow, now: datetime) -> bool:
    """Owe a comment to its runner as a direct message; False when it is owed, or sent, already."""
    reader = uow.runners.find_by_id(word.runner_id)
    return reader is not None and uow.outbox.owe(
        team_id=word.team_id,
        kind=MessageKind.COMMENT_NOTE,
        key=str(word.comment_id),
        payload={"comment_id": word.comment_id},
        now=now,
        runner_id=word.runner_id,
        recipient_id=reader.user_id,
    )


def place_of(uow: UnitOfWork, team_id: int, run_id: int) -> CardPlace | None:
    """Return where a run's card stands; None when it stands nowhere."""
    row = uow.comments.card(team_id, MessageKind.FEED_CARD, str(run_id))
    return None if row is None else CardPlace(*row)


def _may_stand(uow: UnitOfWork, word: CommentRow) -> bool:
    """Tell whether a comment may stand in public: praise of a runner, under a card that shows their run.

    Whoever has left is named nowhere, and so are their words.
    """
    runner = uow.runners.find_by_id(word.runner_id)
    card = uow.cheers.card(word.team_id, word.run_id)
    if runner is None or card is None or card_of(card) is None or word.author_left_at is not None:
        return False
    return audience(MessageKind.COMMENT, subject_of(runner)) is Audience.PUBLIC


def _addressee(uow: UnitOfWork, asker: Asker, run_id: int) -> Addressee:
    card = _commentable(uow.cheers.card(asker.team_id, run_id), uow.runners.find(asker.team_id, asker.user_id))
    return Addressee(run_id, card.runner_name)


def _commentable(card: CardRow | None, author: RunnerRow | None) -> CardRow:
    """Return the card of a run that somebody may say something under."""
    if card is None or card_of(card) is None:
        raise NotFound("run_gone")
    if author is not None and author.runner_id == card.runner_id:
        raise NotAllowed("own_comment")
    return card


def _own(uow: UnitOfWork, asker: Asker, comment_id: int) -> CommentRow:
    word = uow.comments.find(comment_id)
    if word is None or word.team_id != asker.team_id:
        raise NotFound("comment_gone")
    runner = uow.runners.find(asker.team_id, asker.user_id)
    if runner is None or runner.runner_id not in (word.author_id, word.runner_id):
        raise NotAllowed("not_your_comment")
    return word


def _comment(word: CommentRow) -> Comment:
    return Comment(word.comment_id, word.author_name, word.message)


def _clean(message: str) -> str:
    words = storable(message)
    if words is None:
        raise UserError("comment_empty")
    if len(words) > COMMENT_LIMIT:
        raise UserError("comment_too_long", limit=COMMENT_LIMIT)
    return words
