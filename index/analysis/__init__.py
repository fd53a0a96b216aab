"""The one analysis chain: the only thing in Fihris that knows Arabic.

    text -> tokenizer -> normalization (form) -> stemming (stem, root) -> Token

`Analyzer` is the entry point; its tokens carry offsets into the original text.
"""

from index.analysis.analyzer import Analyzer, fingerprint
from index.analysis.token import Level, Reading, Token

__all__ = ["Analyzer", "Level", "Reading", "Token", "fingerprint"]
