"""Warming: questions that go through every compiled loop, so that no visitor's is the first.

A kernel is compiled when it is first called on a machine, which takes seconds, and read from
its cache when it is first called in a process. What it is compiled for are the types that an
open index hands it, so the questions are put to the index itself.
"""

from __future__ import annotations

from typing import Final

from index.analysis.token import Level, Reading
from index.engines.protocols import LEVELS, FieldWeights, Retrieval
from index.model.query import (
    AllOf,
    AnyOf,
    Everything,
    Fuzzy,
    Phrase,
    Prefer,
    Prefix,
    TextField,
    Wildcard,
    Without,
    Word,
)

_WEIGHTS: Final = FieldWeights(
    weights={(field, Level.FORM): 1.0 for field in LEVELS},
    k1=1.2,
    b=dict.fromkeys(LEVELS, 0.75),
)


def warming(field: TextField, form: str, other: str) -> Retrieval:
    """A question that every compiled loop has a part in.

    Args:
        field: a text field of the index.
        form: a form that stands in it.
        other: another, or the same one.
    """
    fields = (field,)
    readings = tuple(Reading(each, each, each) for each in (form, other))
    word = Word(form, readings, fields=fields)
    phrase = Phrase(form, (word, word), 1, (Level.FORM,), fields)
    patterns = (
        Prefix(form, form, fields),
        Wildcard(form, form + "*", fields),
        Fuzzy(form, form, 1, fields, ("ا",)),
    )
    wanted = AnyOf((word, phrase, *patterns, AllOf((word, Everything()))))
    return Retrieval(Without(Prefer(wanted, word), phrase), _WEIGHTS, limit=1, facets=("source",))
