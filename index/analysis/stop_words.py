"""Function words: indexed like any other, of little or no weight in a question.

Written for Fihris from the closed classes of Arabic grammar (particles, prepositions with
their pronouns, conjunctions, relative and demonstrative pronouns, question words, the
auxiliaries كان وليس) in the unmarked spelling. Content words never belong here; where a form is
both, the commoner use in modern prose decides: أم is a mother oftener than "or", ظل a shadow.
"""

from __future__ import annotations

from typing import Final

from index.analysis.normalization.normalizer import fold

_PREPOSITIONS: Final = (
    "في من إلى على عن مع لدى عند حتى منذ مذ بين خلال حول عبر ضد نحو قبل بعد دون بدون لدن سوى أثناء"
)
_WITH_PRONOUNS: Final = {
    "في": "فيه فيها فيهم فيهما فيهن فينا",
    "من": "منه منها منهم منهما منهن منا منك منكم",
    "إلى": "إليه إليها إليهم إليهما إلينا إلي إليك إليكم",
    "على": "عليه عليها عليهم عليهما عليهن علينا عليك عليكم",
    "عن": "عنه عنها عنهم عنهما عنا عني عنك",
    "ل": "له لها لهم لهما لهن لنا لي لك لكم",
    "ب": "به بها بهم بهما بهن بنا بك بكم",
    "بين": "بينه بينها بينهم بينهما بيننا",
    "عند": "عنده عندها عندهم عندنا عندما عندئذ",
    "لدى": "لديه لديها لديهم لديهما لدينا لديك لديكم",
    "مع": "معه معها معهم معهما معا معي معك معنا",
    "قبل": "قبله قبلها قبلهم",
    "بعد": "بعده بعدها بعدهم بعدما",
    "خلال": "خلاله خلالها",
    "حول": "حوله حولها حولهم",
}
_CONJUNCTIONS: Final = (
    "و ف ثم أو بل إذ إذا إذن لو لولا كي لكي حين حيث حيثما بينما كما كلما لما مهما أينما طالما ريثما"
    " لكن ولكن لكنه لكنها لكنهم لكني كأن كأنه كأنها لأن لأنه لأنها لأنهم لأنك"
)
_PARTICLES: Final = (
    "إن أن إنه أنه إنها أنها إنهم أنهم إننا أننا إني أني إنني أنني إنك أنك إنكم أنكم إنما أنما"
    " قد لقد سوف لم لن لا ما هل أ يا أيها أيتها ألا إلا أما إما كلا نعم بلى ليت لعل لعله لعلها ربما"
    " سيما لاسيما فقط أيضا غير كل بعض أي أية"
)
_PRONOUNS: Final = "هو هي هم هما هن أنا أنت أنتم أنتما نحن إياه إياها إياهم نفسه نفسها ذاته ذاتها"
_DEMONSTRATIVES: Final = (
    "هذا هذه هذان هذين هاتان هاتين هؤلاء ذلك ذلكم ذاك تلك أولئك هنا هناك هنالك كذا كذلك هكذا"
    " لهذا لهذه بهذا بهذه لذا بذلك لذلك الذي التي الذين اللذان اللذين اللتان اللتين اللاتي اللواتي"
    " اللائي ذو ذي ذوو ذوي ذات"
)
_QUESTIONS: Final = (
    "من ما ماذا بماذا متى أين كيف لماذا هل أي أيهما أيهم بأي لأي كم بم بما مما عما فيم فيما لمن ممن"
    " ماهو ماهي"
)
_AUXILIARIES: Final = (
    "كان كانت كانوا كانا كانتا كنت كنا كنتم يكون تكون يكونون يكونوا نكون أكون سيكون ستكون يكن تكن"
    " كن ليس ليست ليسا ليسوا لست صار صارت أصبح أصبحت أصبحوا يصبح تصبح ظلت مازال مازالت"
    " لازال يزال تزال"
)
_PROCLITICS: Final = ("و", "ف")
_CONTENT_WORDS: Final = frozenset({"ولي", "فهم", "فلك", "فلم", "فعلي"})
"""Forms that look like و or ف and a function word, but are oftener content words (ولي العهد)."""


def _all_words() -> frozenset[str]:
    groups = (
        _PREPOSITIONS,
        *_WITH_PRONOUNS.values(),
        _CONJUNCTIONS,
        _PARTICLES,
        _PRONOUNS,
        _DEMONSTRATIVES,
        _QUESTIONS,
        _AUXILIARIES,
    )
    words = {fold(word) for group in groups for word in group.split()}
    prefixed = {proclitic + word for proclitic in _PROCLITICS for word in words if len(word) > 1}
    return frozenset(words | prefixed - _CONTENT_WORDS)


STOP_WORDS: Final = _all_words()
"""Forms of function words, also with و and ف before them."""
