"""A document's languages, from the tags that its source declares and from its letters."""

from __future__ import annotations

import re

# A primary language subtag with the usual extensions (RFC 5646, section 2.1).
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_ARABIC = re.compile(
    "[\u0620-\u063a\u0641-\u064a\u066e-\u06d3\u0750-\u077f\ufb50-\ufdfb\ufe70-\ufefc]"
)
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
# Peh, tcheh, jeh and gaf are Persian; keheh and farsi yeh alone may come from a keyboard.
_PERSIAN = re.compile("[\u067e\u0686\u0698\u06af]")
# Tteh, ddal, rreh, noon ghunna and yeh barree are Urdu.
_URDU = re.compile("[\u0679\u0688\u0691\u06ba\u06d2]")
# Teh marbuta and alef with hamza below, which Persian does not write.
_ARABIC_ONLY = re.compile("[\u0629\u0625]")
_SAMPLE = 2000
_NOTABLE = 0.1
_RARE = 0.01


def languages(text: str, declared: str | None = None) -> tuple[str, ...]:
    """BCP 47 tags of `text`, the declared one first, then those its letters show, most used first.

    Args:
        text: the body; its first 2000 characters are looked at.
        declared: what the source says ("ar-EG"), or None.
    """
    sample = text[:_SAMPLE]
    arabic = len(_ARABIC.findall(sample))
    latin = len(_LATIN.findall(sample))
    least = max(1.0, _NOTABLE * (arabic + latin))
    found = [(arabic, _of_arabic_letters(sample, arabic)), (latin, "en")]
    tags = [tag for count, tag in sorted(found, key=lambda pair: -pair[0]) if count >= least]
    if declared and _TAG.fullmatch(declared.strip()):
        tag = declared.strip()
        tags = [tag, *(t for t in tags if t != tag.partition("-")[0].lower())]
    return tuple(tags)


def _of_arabic_letters(sample: str, letters: int) -> str:
    if len(_ARABIC_ONLY.findall(sample)) > _RARE * letters:
        return "ar"
    if len(_URDU.findall(sample)) > _RARE * letters:
        return "ur"
    if len(_PERSIAN.findall(sample)) > _RARE * letters:
        return "fa"
    return "ar"
