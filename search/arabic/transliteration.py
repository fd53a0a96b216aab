"""Arabic in Latin letters: names as Europeans write them, and chat with digits for letters.

    3arabi -> عربي        7aflah -> حفله        Pyongyang -> بيونغ يانغ

A word is divided into letters and groups of letters; each transliterates one of several Arabic
spellings, or nothing (short vowels). All combinations are many, so only the cheapest are kept from
letter to letter (beam search); the caller drops those that the index lacks. The table is ours:
digits as Arabic chat has them (Palfreyman and Al Khalil 2003, "A funky language for teenzz to
use"), letters after the usual romanisations (ALA-LC, and names in the press).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

BEAM: Final = 250
"""How many spellings are kept from letter to letter."""
_DIVIDED: Final = 0.5
"""The cost of reading a group of letters one by one."""


def _table(text: str) -> Mapping[str, tuple[tuple[str, float], ...]]:
    """Entries like `t ت ط:3`: Latin letters and their spellings, with tenths of an edit."""
    table = {}
    for line in text.split(";"):
        key, *options = line.split()
        table[key] = tuple(
            ("" if letters == "-" else letters, int(tenths or 0) / 10)
            for letters, _, tenths in (option.partition(":") for option in options)
        )
    return table


_ANYWHERE: Final = _table(
    "b ب; c ك س:3 ش:7; d د ض:4 ذ:6; f ف; g غ:1 ج:1 ق:3 ك:3; h ه:1 ح:1 -:8; j ج ي:7; k ك ق:3 خ:6;"
    "l ل; m م; n ن; p ب; q ق ك:4; r ر; s س ص:3 ز:6; t ت ط:2; v ف; w و; x كس خ:6; y ي;"
    "z ز ظ:4 ذ:5 تس:6; sh ش; ch تش ش:1 خ:4 ك:4; tch تش; sch ش شت:4; kh خ; gh غ; th ث ذ:2 ت:3 ظ:4;"
    "dh ذ ض:1 ظ:1; ph ف; zh ج ز:3 ش:5; ts تس ز:5; tz تس تز:2; ck ك; qu ك كو:1 ق:3;"
    "ng نغ نج نق:3 نك:3; nk نك; dj ج; gu غ:1 غو:1 ج:3; ss س ص:2; tt ت ط:2; ll ل; mm م; nn ن; rr ر;"
    "bb ب; dd د ض:4; ff ف; zz ز تس:4; kk ك; pp ب; gg ج:1 غ:1; yy ي; ww و;"
    "2 ا ء:1 ق:2 ي:3 و:3; 3 ع; 3' غ; 4 ش:2 ذ:2 غ:4; 5 خ; 6 ط; 6' ظ; 7 ح; 7' خ; 8 ق:1 غ:1;"
    "9 ص ق:2; 9' ض; ' - ع:1 ا:3 ء:3"
)
_INSIDE: Final = _table(
    "a -:1 ا:1; e -:1 ي:2 ا:5; i ي:1 -:1; o و -:3 ا:5; u و -:1; oo و; ou و -:3; ow او:1 و:1; ee ي;"
    "ea ي:1 ا:4 -:3; ai اي ي:1; ay اي ي:1; ei اي:1 ي; ey اي:1 ي; ie ي:1; au او و:1; aw او و:2; aa"
    " ا; ia يا; io يو; eu يو:1 و:3; uu و; ii ي; oe و:1 وي:2; ue و:1; y ي -:4"
)
_FIRST: Final = _table(
    "a ا ع:6; e ا اي:2; i ا:1 اي:1 ي:5; o او ا:1; u ا:1 او يو:3; oo او; ou او و:2; ai اي; ay اي;"
    "ei اي; ey اي; ee اي; au او; aw او; aa ا; ea اي ا:3; eu يو:1 او:1; al ال; el ال; al- ال; el-"
    " ال; ul- ال; ad- ال:1; as- ال:1; ar- ال:1; an- ال:1; ash- ال:1"
)
_LAST: Final = _table(
    "ea يا ي:2 ا:4;"
    "a ا ه ي:5 -:7; e -:1 ه:1 ي:3; i ي; o و; u و; ah ه اه:3 ا:5; eh ه يه:4; y ي; ie ي; ee ي;"
    "ia يا يه:1; iya يه يا:1; iyya يه يا:2; iyah يه; iyyah يه; oo و; ou و; ay اي:1 ي:1; ey ي اي:1;"
    "ai اي ي:1; aa ا اء:2; aw او و:2; ow و; ae ا:3 اي:3; ue -:3 و:3"
)
_MAX_GROUP: Final = 5
_APOSTROPHES: Final = "'’‘`ʼʿʾ"
_HYPHENS: Final = "-\N{HYPHEN}\N{NON-BREAKING HYPHEN}_"


def romanised(text: str) -> str:
    """A word in the letters of the tables; empty if it has others.

    Args:
        text: without spaces; accents are dropped.
    """
    found = []
    for sign in unicodedata.normalize("NFKD", text.casefold()):
        if unicodedata.combining(sign):
            continue
        if sign in _APOSTROPHES:
            sign = "'"
        if sign in _HYPHENS:
            sign = "-"
        if not (sign in _ANYWHERE or sign in _INSIDE or sign == "-"):
            return ""
        found.append(sign)
    word = "".join(found).strip("-'")
    return word if any(sign.isalpha() for sign in word) else ""


def spellings(word: str, most: int = BEAM) -> tuple[tuple[str, float], ...]:
    """The Arabic forms that a word in Latin letters may transliterate, with costs, cheapest first.

    Args:
        word: as `romanised` gives it.
        most: how many at most.
    """
    costs: list[dict[str, float]] = [{} for _ in range(len(word) + 1)]
    costs[0] = {"": 0.0}
    for place in range(len(word)):
        options = list(_options(word, place))
        for spelling, cost in _cheapest(costs[place], BEAM):
            for length, letters, more in options:
                following = costs[place + length]
                longer = spelling + letters
                if cost + more < following.get(longer, 99.0):
                    following[longer] = cost + more
    return tuple(_cheapest(costs[len(word)], most))


def _cheapest(found: Mapping[str, float], most: int) -> list[tuple[str, float]]:
    return sorted(found.items(), key=lambda each: (each[1], each[0]))[:most]


def _options(word: str, place: int) -> Iterator[tuple[int, str, float]]:
    """The groups of letters at a place: their length, a spelling and its cost."""
    groups = [
        (length, spellings)
        for length in range(1, min(_MAX_GROUP, len(word) - place) + 1)
        if (spellings := _known(word, place, length))
    ]
    if word[place] == "-":
        yield 1, "", 0.0
    longest = max((length for length, _ in groups), default=0)
    for length, spellings in groups:
        divided = _DIVIDED if length < min(longest, 2) else 0.0
        for letters, cost in spellings:
            yield length, letters, cost + divided


def _known(word: str, place: int, length: int) -> Iterable[tuple[str, float]]:
    letters = word[place : place + length]
    if place == 0 and letters in _FIRST:
        return _FIRST[letters]
    if place and place + length == len(word) and letters in _LAST:
        return _LAST[letters]
    return (*_ANYWHERE.get(letters, ()), *(_INSIDE.get(letters, ()) if place else ()))
