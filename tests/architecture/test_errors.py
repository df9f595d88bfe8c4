"""That every error meant for a member has a sentence, and gives it the facts that it quotes."""

import ast
from collections.abc import Iterator
from string import Formatter

from bot.errors import ExitCode, NotAllowed, NotFound, Unclear, UserError
from bot.ui.text import PROBLEMS
from tests.architecture.conftest import Module

RAISED = {kind.__name__ for kind in (UserError, NotAllowed, NotFound, Unclear)}


def raised(shipped: list[Module]) -> Iterator[tuple[str, ast.expr, set[str]]]:
    """Yield where, the code as written, and the names of the facts of every error that is made."""
    for module in shipped:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED:
                facts = {keyword.arg for keyword in node.keywords if keyword.arg}
                yield f"{module.name}:{node.lineno}", node.args[0], facts


def test_every_error_for_members_has_its_sentence(shipped: list[Module]) -> None:
    seen = 0
    for place, code, facts in raised(shipped):
        if isinstance(code, ast.Constant):
            assert isinstance(code.value, str), place
            assert code.value in PROBLEMS, place
            quoted = {name for text in PROBLEMS[code.value] for _, name, _, _ in Formatter().parse(text) if name}
            assert quoted <= facts, place
        elif isinstance(code, ast.JoinedStr):
            start = code.values[0]
            assert isinstance(start, ast.Constant), place
            assert any(known.startswith(str(start.value)) for known in PROBLEMS), place
        seen += 1
    assert seen > 5


def test_the_log_gets_the_code_and_not_what_the_member_wrote() -> None:
    error = Unclear("distance_ambiguous", text="my secret")
    assert str(error) == "distance_ambiguous(text)"
    assert str(NotFound("run_gone")) == "run_gone"
    assert (error.code, error.facts) == ("distance_ambiguous", {"text": "my secret"})


def test_every_exit_code_is_explained() -> None:
    table = ExitCode.__doc__ or ""
    for code in ExitCode:
        assert f"{code.value:>4} {code.name} " in table
