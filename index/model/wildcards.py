"""Wildcard patterns on forms: `*` for any run of letters, `?` for one."""

from __future__ import annotations

import re


def wildcard(pattern: str) -> re.Pattern[str]:
    """A regular expression that a whole form has to match, in time linear in the form.

    What stands between two stars is looked for once, at its first place (an atomic group), so
    nothing is tried again however many stars there are.

    Args:
        pattern: folded letters, `*` and `?`.
    """
    parts = [re.escape(part).replace(r"\?", ".") for part in re.split(r"\*+", pattern)]
    if len(parts) == 1:
        return re.compile(parts[0], re.DOTALL)
    head, *middle, tail = parts
    jumps = "".join(f"(?>.*?{part})" for part in middle)
    return re.compile(f"{head}{jumps}.*{tail}", re.DOTALL)
