"""The levels and their weights: one table.

A document's score for a word is the sum of its weighted BM25 over the levels of title and body.
A word that stands there as written matches at all three levels, an inflection at stem and root,
a relative at the root alone: so equal words come above inflections and those above relatives
even where every level weighs the same. docs/relevance.md has the measurement.
"""

from __future__ import annotations

from typing import Final

from index.analysis import Level
from index.engines.protocols import FieldWeights
from index.query import TextField

LEVEL_WEIGHTS: Final = {Level.FORM: 0.5, Level.STEM: 1.0, Level.ROOT: 1.0}
FIELD_WEIGHTS: Final = {TextField.TITLE: 1.5, TextField.BODY: 1.0, TextField.SOURCE: 1.0}
LENGTH_NORMALISATION: Final = {TextField.TITLE: 0.75, TextField.BODY: 0.75, TextField.SOURCE: 0.0}

WEIGHTS: Final = FieldWeights(
    weights={
        (field, level): FIELD_WEIGHTS[field] * LEVEL_WEIGHTS[level]
        for field in TextField
        for level in Level
    },
    k1=1.2,
    b=LENGTH_NORMALISATION,
)
"""The ranking of every search. k1 and b are BM25's usual ones (Robertson and Zaragoza 2009)."""
