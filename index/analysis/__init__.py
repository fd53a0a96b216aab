"""The one analysis chain: the only thing in Fihris that knows Arabic.

    text -> tokenizer -> folding (form) -> stemming (stem, root) -> Token

`Analyzer` is the way in; everything that it says carries offsets into the original text.
"""

from index.analysis.analyzer import Analyzer, fingerprint
from index.analysis.token import Level, Reading, Token

__all__ = ["Analyzer", "Level", "Reading", "Token", "fingerprint"]
