"""Function words: indexed like any other, of little or no weight in a question.

Written for Fihris from the closed classes of Arabic grammar (particles, prepositions with
their pronouns, conjunctions, relative and demonstrative pronouns, question words, the
auxiliaries كان وليس) in the unmarked spelling. Content words never belong here.
"""

from __future__ import annotations

from typing import Final

from index.analysis.folding import fold

_PREPOSITIONS: Final = (
    "في من إلى على عن مع لدى عند حتى منذ مذ بين خلال حول عبر ضد نحو قبل بعد دون بدون لدن سوى"
)
_WITH_PRONOUNS: Final = {
    "في": "فيه فيها فيهم فيهما فيهن فينا",
    "من": "منه منها منهم منهما منهن منا مني منك منكم",
    "إلى": "إليه إليها إليهم إليهما إلينا إلي إليك إليكم",
    "على": "عليه عليها عليهم عليهما عليهن علينا عليك عليكم",
    "عن": "عنه عنها عنهم عنهما عنا عني عنك",
    "ل": "له لها لهم لهما لهن لنا لي لك لكم",
    "ب": "به بها بهم بهما بهن بنا بك بكم",
    "بين": "بينه بينها بينهم بينهما بيننا",
    "عند": "عنده عندها عندهم عندنا عندما عندئذ",
    "لدى": "لديه لديها لديهم لدينا",
    "مع": "معه معها معهم معا معنا",
}
_CONJUNCTIONS: Final = "و ف ثم أو أم بل لكن ولكن لكنه لكنها إذ إذا إذن لو لولا كي لكي حيث بينما كما كأن كأنه لأن لأنه لأنها"
_PARTICLES: Final = (
    "إن أن إنه أنه إنها أنها إنهم أنهم إننا أننا إني أني قد لقد سوف لم لن لا ما هل أ يا أيها ألا إلا"
    " إنما أما إما كلا نعم بلى ليت لعل لعله فقط أيضا غير كل بعض أي أية"
)
_PRONOUNS: Final = "هو هي هم هما هن أنا أنت أنتم نحن إياه إياها نفسه نفسها ذاته ذاتها"
_POINTING: Final = (
    "هذا هذه هذان هذين هاتان هاتين هؤلاء ذلك ذاك تلك أولئك هنا هناك هنالك الذي التي الذين اللذان"
    " اللذين اللتان اللتين اللاتي اللواتي اللائي كذلك هكذا بذلك لذلك"
)
_QUESTIONS: Final = "من ما ماذا متى أين كيف لماذا لم هل أي كم بم بما مما عما فيم فيما لمن ممن"
_AUXILIARIES: Final = (
    "كان كانت كانوا كانا يكون تكون يكونون نكون أكون كن ليس ليست ليسوا لست صار أصبح أصبحت يصبح تصبح"
    " ظل ظلت مازال لازال يزال تزال"
)
_GLUED: Final = ("و", "ف")


def _all_words() -> frozenset[str]:
    groups = (
        _PREPOSITIONS,
        *_WITH_PRONOUNS.values(),
        _CONJUNCTIONS,
        _PARTICLES,
        _PRONOUNS,
        _POINTING,
        _QUESTIONS,
        _AUXILIARIES,
    )
    words = {fold(word) for group in groups for word in group.split()}
    glued = {proclitic + word for proclitic in _GLUED for word in words if len(word) > 1}
    return frozenset(words | glued)


STOP_WORDS: Final = _all_words()
"""Forms of function words, also with و and ف before them."""
