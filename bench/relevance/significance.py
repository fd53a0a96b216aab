"""Whether one ranking is better than another by more than chance."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy import stats  # type: ignore[import-untyped]

RESAMPLES = 10_000


def p_value(ours: Mapping[str, float], theirs: Mapping[str, float]) -> float:
    """How often chance alone would make the difference of two means as large.

    Fisher's paired randomisation test, two-sided (Smucker, Allan and Carterette 2007, "A comparison
    of statistical significance tests for information retrieval evaluation").

    Args:
        ours: the measure of each query.
        theirs: the same of the other ranking.
    """
    differences = np.array([ours[query] - theirs[query] for query in ours])
    if not differences.any():
        return 1.0
    found = stats.permutation_test(
        (differences,),
        np.mean,
        permutation_type="samples",
        n_resamples=RESAMPLES,
        vectorized=True,
        axis=-1,
        batch=100,
        rng=np.random.default_rng(0),
    )
    return float(found.pvalue)
