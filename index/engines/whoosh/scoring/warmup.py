"""A query that calls every kernel, so that no user waits for one to be compiled or loaded.

A kernel is compiled when it is first called on a machine, which takes seconds, and loaded when it
is first called in a process. It is compiled for the types of its arguments, so an open index must
be searched for this.
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
    """A query that calls every kernel.

    Args:
        field: a text field of the index.
        form: a form of the field.
        other: another form, or the same one.
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
    any_match = AnyOf((word, phrase, *patterns, AllOf((word, Everything()))))
    return Retrieval(
        Without(Prefer(any_match, word), phrase), _WEIGHTS, limit=1, facets=("source",)
    )
