"""In: `_headers`. Out: what its two hosts make of it, as they document it."""

from __future__ import annotations

import re
from collections.abc import Callable

Rules = list[tuple[str, list[tuple[str, str]]]]
Matches = Callable[[str, str], bool]


def rules(text: str) -> Rules:
    """Read `_headers`: a path at the start of a line, its headers indented below."""
    found: Rules = []
    for line in text.splitlines():
        if line.startswith("/"):
            found.append((line, []))
        elif line.strip() and not line.startswith("#"):
            name, _, value = line.strip().partition(": ")
            found[-1][1].append((name.lower(), value))
    return found


def on_cloudflare(rule: str, path: str) -> bool:
    """`:name` stands for what has no slash, `*` for anything."""
    return re.fullmatch(_pattern(rule, r":\w+|\*"), path) is not None


def on_netlify(rule: str, path: str) -> bool:
    """The same, but capitals, a slash at the end, and one before a last `*` are all the same."""
    pattern = _pattern(rule.rstrip("/"), r":\w+|/\*$|\*")
    return re.fullmatch(f"{pattern}/?", path, re.IGNORECASE) is not None


def _pattern(rule: str, signs: str) -> str:
    meant = {":": "[^/]+", "*": ".*", "/": ".*"}
    parts = re.split(f"({signs})", rule)
    # What was split at stands at every second place.
    return "".join(meant[p[0]] if i % 2 else re.escape(p) for i, p in enumerate(parts))


def set_for(path: str, found: Rules, matches: Matches) -> list[tuple[str, str]]:
    """Return every header that any rule sets for a path."""
    return sorted(h for rule, headers in found if matches(rule, path) for h in headers)


def addresses(name: str) -> list[str]:
    """Return the names by which hosts know a file: Cloudflare leads to the shorter ones."""
    shorter = [name.removesuffix("index.html")] if name.endswith("index.html") else []
    return [name, *(shorter or ([name.removesuffix(".html")] if name.endswith(".html") else []))]
