"""Recovery: what to try when a query finds little."""

from search.recovery.index_evidence import Evidence
from search.recovery.recover import LITTLE, OriginalResult, recover

__all__ = ["LITTLE", "Evidence", "OriginalResult", "recover"]
