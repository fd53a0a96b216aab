"""How unlike a word of the language a word is: names and misprints are strange, كتاب is not."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

from index.analysis.lexicon.lexicon import Analysis, PartOfSpeech, lexicon
from index.analysis.stemming.stemmer import is_word

FREQUENT: Final = 14.0
"""Words below this strangeness are frequent enough to be hardly ever misprints of others."""

_MAX_CACHED: Final = 20_000
# What is added to the cost of an analysis in the lexicon: a name is taken for a verb oftener
# (فيجو), for a word as dictionaries list it seldom.
_AS_VERB: Final = 2.0
_IF_LISTED: Final = -2.0


@lru_cache(_MAX_CACHED)
def strangeness(word: str) -> float:
    """The cost of a word in the lexicon without its proclitics; infinite for an unknown word.

    8 for كتاب, 16 for words that texts seldom have, 20 and more for names that could be rare
    inflections (رسيا as the dual of a verb, نوبل as a verb). Infinite for a name too, unless it is
    a word as well (محمود): what sounds like such a name is another name.

    Args:
        word: a form or a spelling.
    """
    found = lexicon().analyses(word) if is_word(word) else ()
    costs = [*map(_cost, found)]
    listed = (
        cost + _IF_LISTED
        for cost, each in zip(costs, found, strict=True)
        if each.is_listed_form and each.lemma.root and each.lemma.kind is PartOfSpeech.NOUN
    )
    return min([*costs[:1], *listed], default=math.inf)


def _cost(analysis: Analysis) -> float:
    match analysis.lemma.kind:
        case PartOfSpeech.NAME:
            return math.inf
        case PartOfSpeech.VERB:  # the letters of its person count: ويتسن is no verb after و
            return analysis.cost + _AS_VERB
        case _:
            return analysis.cost - analysis.beginning.cost
