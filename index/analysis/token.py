"""Token: one word of the original text, with its offsets and its terms at each level."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Level(StrEnum):
    """The three levels at which a word can match, closest first."""

    FORM = "form"
    STEM = "stem"
    ROOT = "root"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a word: its term at each level.

    Attributes:
        form: the word as letters only.
        stem: its lemma or light stem (the form itself for digits and Latin letters).
        root: its root (the form itself for digits and Latin letters); for a word without one a term
            that is no root, see `rootless`.
    """

    form: str
    stem: str
    root: str

    @property
    def known_root(self) -> str:
        """Its root, "" if it has none."""
        return "" if self.root.startswith(_ROOTLESS) else self.root

    def at(self, level: Level) -> str:
        """The term at `level`."""
        if level is Level.FORM:
            return self.form
        return self.stem if level is Level.STEM else self.root


_ROOTLESS: Final = "-"
STEM_SEPARATOR: Final = "/"
"""Between the stems of a spelling that has two usual readings."""


def rootless(stem: str) -> str:
    """The term at the level of roots of an Arabic word that has no root.

    The stem alone may be the root of others: قبل is a preposition, and the root of مقابلة.
    """
    return f"{_ROOTLESS}{stem}"


def readings_with(form: str, stems: str, root: str) -> tuple[Reading, ...]:
    """The readings of a form, one for each of its stems, which have `STEM_SEPARATOR` between."""
    return tuple(Reading(form, stem, root) for stem in stems.split(STEM_SEPARATOR))


@dataclass(frozen=True, slots=True, init=False)
class Token:
    """A word of the original text.

    Attributes:
        surface: exactly `text[start:end]`.
        start: offset of its first character in the original text.
        end: offset after its last character.
        position: its number among the words of its text, from 0. Words that one ligature
            spells (U+FDFA) share start and end and have successive positions.
        readings: at least one, the usual one first; more where modern spelling may write a
            dagger alef as a letter.
    """

    surface: str
    start: int
    end: int
    position: int
    readings: tuple[Reading, ...]

    def __init__(
        self, surface: str, start: int, end: int, position: int, readings: tuple[Reading, ...]
    ) -> None:
        _set_surface(self, surface)
        _set_start(self, start)
        _set_end(self, end)
        _set_position(self, position)
        _set_readings(self, readings)

    @property
    def form(self) -> str:
        """The form of the first reading."""
        return self.readings[0].form

    @property
    def stem(self) -> str:
        """The stem of the first reading."""
        return self.readings[0].stem

    @property
    def root(self) -> str:
        """The term at the level of roots of the first reading."""
        return self.readings[0].root

    def terms(self, level: Level) -> tuple[str, ...]:
        """The different terms at `level` over all readings, first reading first."""
        return tuple(dict.fromkeys(reading.at(level) for reading in self.readings))


# Every word becomes a token: setting the slots by their descriptors takes half the time of the
# `object.__setattr__` in the `__init__` that a frozen dataclass would get.
_set_surface, _set_start, _set_end, _set_position, _set_readings = (
    vars(Token)[slot].__set__ for slot in ("surface", "start", "end", "position", "readings")
)
