"""The loops over dictionaries against the plain functions that they stand for."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh.kernels import dictionary_scan
from index.engines.whoosh.kernels.pointers import address
from index.engines.whoosh.segments.terms import Terms
from index.model.edit_distance import within
from index.model.wildcards import wildcard

letters = st.sampled_from("ابتé😀a")
forms = st.sets(st.text(letters, max_size=7), min_size=1, max_size=60).map(sorted)


def near(forms: list[str], text: str, limit: int) -> dict[str, int]:
    terms = Terms.of(forms)
    found, edits = np.empty(len(forms), np.uint32), np.empty(len(forms), np.uint8)
    pattern = np.array([ord(letter) for letter in text], np.int32)
    dictionary = address(terms.blob), address(terms.starts)
    masks, lengths = np.empty(len(forms), np.uint32), np.empty(len(forms), np.uint8)
    dictionary_scan.signatures(*dictionary, masks, lengths)
    size = dictionary_scan.near(*dictionary, masks, lengths, pattern, limit, found, edits)
    return {
        forms[n]: far for n, far in zip(found[:size].tolist(), edits[:size].tolist(), strict=True)
    }


@given(forms=forms, text=st.text(letters, min_size=1, max_size=7), limit=st.sampled_from((1, 2)))
def test_near_forms_are_those_within_the_distance(forms: list[str], text: str, limit: int) -> None:
    told = near(forms, text, limit)
    assert told == {form: far for form in forms if (far := within(text, form, limit)) is not None}


@given(forms=forms, pattern=st.text(st.sampled_from("ابé*?"), max_size=6))
def test_matching_forms_are_those_of_the_regular_expression(forms: list[str], pattern: str) -> None:
    terms = Terms.of(forms)
    found = np.empty(len(forms), np.uint32)
    signs = {"*": dictionary_scan.ANY_RUN, "?": dictionary_scan.ANY_LETTER}
    code = np.array([signs.get(sign) or ord(sign) for sign in pattern], np.int32)
    size = dictionary_scan.matching(
        address(terms.blob), address(terms.starts), 0, len(forms), code, found
    )
    expected = [form for form in forms if wildcard(pattern).fullmatch(form)]
    assert [forms[n] for n in found[:size].tolist()] == expected
