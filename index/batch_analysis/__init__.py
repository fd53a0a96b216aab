"""Analysis of many documents at once: words as numbers, and stems known from earlier builds."""
