"""Letters in the wrong order: what tools that take text out of PDF files make of its ligatures.

They write the two letters of لا and the last three of الله in the order of the page, from left to
right: األسرة for الأسرة, اهلل for الله. No word of Arabic begins with ا and another alef, so only
the article before an alef is put right; inside a word (اإلسالم) the swapped letters may be meant.
"""

from __future__ import annotations

import re
from typing import Final

_ALEFS: Final = "\u0627\u0623\u0625\u0622"  # bare, hamza above, hamza below, madda
_ARTICLE: Final = re.compile(rf"^([وف]?[بك]?)ا([{_ALEFS}])ل(?=.)")
_NAME_OF_GOD: Final = re.compile("اهلل$")


def in_order(spelling: str) -> str:
    """A spelling with the letters of the article and of God's name in their order."""
    if "ا" not in spelling:
        return spelling
    return _NAME_OF_GOD.sub("الله", _ARTICLE.sub(r"\1ال\2", spelling))
