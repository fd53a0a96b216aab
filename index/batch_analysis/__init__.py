"""Analysis of many texts at once: words as numbers, and stems known from earlier builds."""
