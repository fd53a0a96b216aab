"""Recovery: other texts to search when a query finds little."""

from search.recovery.index_evidence import Evidence
from search.recovery.recover import OriginalResult, recover

__all__ = ["Evidence", "OriginalResult", "recover"]
