"""Function words and what is none of them."""

from __future__ import annotations

from index.analysis.normalization.normalizer import fold
from index.analysis.stop_words import STOP_WORDS


def strangers(words: str) -> list[str]:
    return [word for word in words.split() if fold(word) not in STOP_WORDS]


def known(words: str) -> list[str]:
    return [word for word in words.split() if fold(word) in STOP_WORDS]


def test_prepositions() -> None:
    assert strangers("في من إلى على عن مع بين خلال أثناء بدون") == []


def test_prepositions_with_pronouns() -> None:
    assert strangers("فيه منها إليهم عليكم عنه لديها بينهما معه بعدها") == []


def test_conjunctions() -> None:
    assert strangers("ثم أو لكن لأن بينما عندما كلما حين") == []


def test_pronouns() -> None:
    assert strangers("هو هي هذا هذه ذلك تلك الذي التي الذين هناك") == []


def test_question_words() -> None:
    assert strangers("من ما ماذا متى أين كيف لماذا هل كم أي بماذا") == []


def test_question_words_glued_to_a_pronoun() -> None:
    assert strangers("ماهو ماهي") == []


def test_auxiliaries() -> None:
    assert strangers("كان كانت يكون ليس ليست أصبح مازال") == []


def test_function_words_behind_a_conjunction() -> None:
    assert strangers("وفي ومن فإن وهو وكان وما فلا") == []


def test_mother_is_a_content_word() -> None:
    assert known("أم") == []


def test_shadow_is_a_content_word() -> None:
    assert known("ظل") == []


def test_guardian_is_a_content_word() -> None:
    assert known("ولي") == []


def test_understanding_is_a_content_word() -> None:
    assert known("فهم") == []


def test_mina_is_a_content_word() -> None:
    assert known("منى") == []


def test_nouns_are_content_words() -> None:
    assert known("حرب رئيس الله عام يوم وزير كتاب فلك فلم فعلي") == []


def test_stop_words_are_forms() -> None:
    assert all(fold(word) == word for word in STOP_WORDS)
