"""What a catalogue's header says of plurals (`Plural-Forms`) -> how many forms, and the rule.

A rule is an expression in C that says which form a number `n` takes ("Plural forms" in the manual
of GNU gettext).
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from gettext import c2py
from pathlib import Path

from partnertools.problems import Problem, Where

PLURAL_FORMS = re.compile(r"\s*nplurals\s*=\s*([1-9])\s*;\s*plural\s*=\s*([^;]+);?\s*")
# All that a rule may have: it becomes code in scripts, and says the same there.
RULE = re.compile(r"(?:\s*(?:\bn\b|\b(?:0|[1-9]\d*)\b|[=!<>]=|&&|\|\||[!<>?:%()]))+\s*")
ENGLISH = "n != 1"
# As far as the rules of languages tell numbers apart; some have a form for millions.
NUMBERS = (*range(1000), 1_000_000)


def read_rule(
    header: Mapping[str, str],
    line: int | None,
    path: Path,
    *,
    has_plurals: bool,
    problems: list[Problem],
) -> tuple[int, str]:
    """Return how many forms a plural has, and the rule that says which of them a number takes.

    `line` is that of the header, None where there is none; what is wrong with it is reported.
    """
    written = header.get("Plural-Forms", "")
    if rule := _rule(written):
        return rule
    if line is None or not (written or has_plurals):
        return 2, ENGLISH
    usual = _usual_rule(header, path)
    what = f"`Plural-Forms` is `{written}`, which is no rule" if written else ""
    remedy = f'write `"Plural-Forms: {usual}\\n"` into the header'
    where = Where(path, line)
    problems.append(Problem(where, what or "`Plural-Forms` is missing", remedy))
    rule = _rule(usual)
    assert rule
    return rule


@lru_cache
def _rule(written: str) -> tuple[int, str] | None:
    """Read what a header says of plurals; None where that is no rule."""
    found = PLURAL_FORMS.fullmatch(written)
    if not found or not RULE.fullmatch(found[2]):
        return None
    try:
        forms, form = int(found[1]), c2py(found[2])
        is_whole = all(0 <= form(number) < forms for number in NUMBERS)
    except (ValueError, ArithmeticError):
        return None
    return (forms, found[2].strip()) if is_whole else None


def _usual_rule(header: Mapping[str, str], path: Path) -> str:
    # Loaded where it is needed: a catalogue has its rule, as a rule.
    from babel.core import UnknownLocaleError
    from babel.messages.plurals import get_plural

    try:
        forms = get_plural((header.get("Language") or path.stem).replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        forms = get_plural("en")
    return f"nplurals={forms.num_plurals}; plural={forms.plural_expr.replace(' ', '')};"


# It is asked once for each message of a catalogue.
@lru_cache
def is_of_one(form: Callable[[int], int], number: int) -> bool:
    """Return whether one number alone takes a form."""
    return sum(form(n) == number for n in NUMBERS) == 1


def examples(form: Callable[[int], int], number: int) -> str:
    """Return some of the numbers that take a form."""
    taken = [str(n) for n in NUMBERS if form(n) == number][:3]
    return f"numbers such as {', '.join(taken)}" if taken else "no whole number"
