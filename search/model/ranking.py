"""The ranking: every number that decides the order of hits, in one record.

A document's score for a word is the sum of its weighted BM25 over the levels of title and body.
A word that occurs in the same form matches at all three levels, an inflection at stem and root,
a relative at the root alone: so equal words come above inflections and those above relatives
even where every level weighs the same. In a query of few words the levels are all but tiers, and
words side by side count (`search.ranking.closeness`). The best candidates are reranked
(`search.ranking.rerank`). docs/relevance.md has the measurements.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from index.analysis import Level
from index.engines.protocols import FieldWeights
from index.model.errors import ParameterError
from index.model.query import TextField


@dataclass(frozen=True, slots=True)
class Ranking:
    """How hits are ranked; each number can be set by `fihris evaluate --set`.

    Attributes:
        form, stem, root: what each level weighs.
        title: what a title weighs beside a body.
        form_of_few and others of few: the same in a query of one or two words.
        adjacent: what two words side by side weigh, divided by the number of such pairs.
        typed_form: what the form as typed weighs besides, in a query of one word.
        k1, b: BM25's own (Robertson and Zaragoza 2009, sections 3.4 and 3.5).
        depth: how many of the best candidates are reranked; 0 for none.
        window: weight of words near each other, when reranking.
        lead: weight of words at the beginning of a text.
        pair: weight of words that follow each other as they do in the query.
        whole_title: weight of a title all of whose words are in a query of one or two words.
        letters: weight of words that are spelt with other letters than in the query.
        vowels: weight of vowel marks that the query has too.
    """

    form: float = 1.0
    stem: float = 1.0
    root: float = 1.0
    title: float = 1.0
    form_of_few: float = 4.0
    root_of_few: float = 0.1
    title_of_few: float = 1.5
    adjacent: float = 3.0
    typed_form: float = 1.5
    k1: float = 1.2
    b: float = 0.75
    depth: int = 30
    depth_of_few: int = 20
    window: float = 1.3
    lead: float = 0.4
    pair: float = 0.4
    whole_title: float = 0.5
    letters: float = 0.9
    letters_of_few: float = 3.0
    vowels: float = 0.5

    def plain(self) -> Ranking:
        """The same without what is above the levels: closeness of words and reranking."""
        return dataclasses.replace(self, depth=0, adjacent=0.0, typed_form=0.0)

    def changed(self, settings: Iterable[str]) -> Ranking:
        """The same with other numbers.

        Args:
            settings: each as `name=number`.

        Raises:
            ParameterError: one is something else.
        """
        names = [each.name for each in dataclasses.fields(self)]
        changes: dict[str, Any] = {}
        for setting in settings:
            name, _, number = (part.strip() for part in setting.partition("="))
            try:
                changes[name] = type(getattr(self, name))(number)
            except (AttributeError, TypeError, ValueError) as error:
                raise ParameterError(
                    "set",
                    "“{setting}” is no name=number; the names are {names}",
                    setting=setting,
                    names=", ".join(names),
                ) from error
        return dataclasses.replace(self, **changes)


RANKING: Final = Ranking()
"""The ranking of every search."""


@cache
def weights(ranking: Ranking) -> FieldWeights:
    """A ranking's weights by field and level, as an engine takes them."""
    levels = {Level.FORM: ranking.form, Level.STEM: ranking.stem, Level.ROOT: ranking.root}
    fields = dict.fromkeys(TextField, 1.0) | {TextField.TITLE: ranking.title}
    return FieldWeights(
        weights={
            (field, level): fields[field] * levels[level] for field in TextField for level in Level
        },
        k1=ranking.k1,
        b=dict.fromkeys(TextField, ranking.b) | {TextField.SOURCE: 0.0},
    )
