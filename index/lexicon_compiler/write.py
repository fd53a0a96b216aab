"""Entries as the arrays that `index.analysis.lexicon.lexicon` maps."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.analysis.lexicon.affixes import StemPrefix
from index.analysis.lexicon.kernel import FOLDED, hash_of
from index.analysis.lexicon.lexicon import DIGEST, packed
from index.analysis.normalization.normalizer import form
from index.arrays.offsets import starts_of
from index.lexicon_compiler.entries import Entries, LemmaEntry
from index.lexicon_compiler.frequencies import CORPUS_TOKENS

_SMOOTHING: Final = 30.0  # occurrences that a lemma has without having been seen


def write(entries: Entries, folder: Path) -> None:
    """Write the arrays of `WordLexicon`, each to a file of its own, and a digest of them all.

    The lemmas are renumbered: those that have the same form, root and part of speech are one.
    """
    numbers, lemmas = _merged(entries)
    stems = _stems(entries, numbers)
    forms = [letters for letters, *_ in stems]
    firsts = [at for at in range(len(forms)) if not at or forms[at] != forms[at - 1]]
    letters, starts = packed([stem for _, stem, *_ in stems])
    categories = sorted({masks for *_, masks, _ in stems})
    category_numbers = {masks: number for number, masks in enumerate(categories)}
    costs = [-math.log((lemma.frequency + _SMOOTHING) / CORPUS_TOKENS) for lemma in lemmas]
    keys = np.array([_key(forms[at]) for at in firsts], np.uint64)
    texts = [
        "\t".join((each.spelled, each.root, each.vocalised, each.kind)).encode() for each in lemmas
    ]
    arrays: dict[str, NDArray[Any]] = {
        "slots": _slots(keys),
        "keys": keys,
        "key_stems": np.array([*firsts, len(forms)], np.int64),
        "stems": letters,
        "stem_starts": starts,
        "lemmas": np.array([lemma for _, _, lemma, *_ in stems], np.int32),
        "categories": np.array([category_numbers[masks] for *_, masks, _ in stems], np.uint16),
        "allowed": np.array(categories, np.uint64),
        "stem_costs": np.array([costs[lemma] + c for _, _, lemma, _, c in stems], np.float32),
        "texts": np.frombuffer(b"".join(texts), np.uint8),
        "text_starts": starts_of([*map(len, texts)]),
    }
    folder.mkdir(exist_ok=True)
    digest = hashlib.blake2b(digest_size=16)
    for name, array in sorted(arrays.items()):
        np.save(folder / f"{name}.npy", array, allow_pickle=False)
        digest.update((folder / f"{name}.npy").read_bytes())
    (folder / DIGEST).write_text(f"{digest.hexdigest()}\n", encoding="ascii")


def _merged(entries: Entries) -> tuple[list[int], list[LemmaEntry]]:
    """By number of a lemma its new number, and the new lemmas."""
    found: dict[tuple[str, str, str], int] = {}
    lemmas: list[LemmaEntry] = []
    numbers = []
    used = {lemma for _, lemma, _ in entries.suffixes}
    for old, lemma in enumerate(entries.lemmas):
        key = form(lemma.spelled), lemma.root, lemma.kind.value
        number = found.setdefault(key, len(lemmas))
        if old not in used:
            found.pop(key) if number == len(lemmas) else None
            numbers.append(-1)
            continue
        if number == len(lemmas):
            lemmas.append(lemma)
        elif lemma.frequency > lemmas[number].frequency:
            lemmas[number] = lemma
        numbers.append(number)
    return numbers, lemmas


_Stem = tuple[str, str, int, tuple[int, ...], float]


def _stems(entries: Entries, numbers: list[int]) -> list[_Stem]:
    """Form, letters, lemma, masks of suffixes by prefix and cost of each stem, in this order."""
    masks: dict[tuple[str, int], list[int]] = {}
    costs: dict[tuple[str, int], float] = {}
    for (stem, old, prefix), suffixes in entries.suffixes.items():
        key = stem, numbers[old]
        masks.setdefault(key, [0] * len(StemPrefix))[prefix] |= suffixes
        cost = entries.costs[stem, old]
        costs[key] = min(costs.get(key, cost), cost)
    found = [
        ("".join(map(form, stem)), stem, lemma, tuple(of), costs[stem, lemma])
        for (stem, lemma), of in masks.items()
    ]
    return sorted(found)


def _key(text: str) -> int:
    letters, starts = packed([text])
    return int(hash_of(letters, 0, int(starts[1]), FOLDED))


def _slots(keys: NDArray[np.uint64]) -> NDArray[np.int32]:
    """A hash table with open addressing, at most half full: the number of a key, or -1."""
    size = 1 << (2 * len(keys)).bit_length()
    slots = np.full(size, -1, np.int32)
    for number, key in enumerate(keys.tolist()):
        slot = key & (size - 1)
        while slots[slot] >= 0:
            slot = (slot + 1) & (size - 1)
        slots[slot] = number
    return slots
