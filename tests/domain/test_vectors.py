"""Every published vector whose function exists, and none of the promised ones left out."""

from collections.abc import Callable

import pytest

from tests.domain import vectors
from tests.domain.vectors import IMPLEMENTED, REQUIRED, Vector

VECTORS = vectors.load()
OURS = [vector for vector in VECTORS if vector.fn in IMPLEMENTED]


@pytest.mark.parametrize("vector", OURS, ids=[vector.id for vector in OURS])
def test_a_published_vector_holds(vector: Vector, record_property: Callable[[str, object], None]) -> None:
    # Told in the test's report, since it may run in another process than the one that sums up.
    record_property(vectors.RAN, vector.fn)
    found = vectors.answer(vector)
    assert found.keys() == vector.expected.keys()
    for field, expected in vector.expected.items():
        if field in vector.tolerance and expected is not None:
            assert found[field] == pytest.approx(expected, rel=0, abs=vector.tolerance[field])
        else:
            assert found[field] == expected


@pytest.mark.parametrize("fn", REQUIRED)
def test_a_promised_function_is_implemented_and_has_vectors(fn: str) -> None:
    assert fn in {vector.fn for vector in OURS}
