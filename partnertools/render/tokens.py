"""The style sheets of `layouts/` folders -> tokens that are missing, words that can't be read.

Only colors of six or three digits are judged, alone or in `light-dark()`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from partnertools.model import colors
from partnertools.problems import Problem, Where

GROUNDS = ("--surface", "--sand", "--accent-soft")
# What is drawn, on which ground, and the least contrast of the two (WCAG 2.2, 1.4.3 and 1.4.11).
PAIRS = (
    *((name, ground, 4.5) for name in ("--ink", "--muted", "--accent") for ground in GROUNDS),
    ("--error", "--surface", 4.5),
    ("--error", "--sand", 4.5),
    ("--line", "--surface", 3.0),
)
MODES = ("in the light", "in the dark")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
TOKEN = re.compile(r"(?P<name>--[\w-]+)\s*:\s*(?P<value>[^;{}]+)")
# What a rule does not do without; beside a comma stands what counts else.
USED = re.compile(r"var\(\s*(--[\w-]+)\s*\)")
LIGHT_DARK = re.compile(r"light-dark\(([^,()]+),([^,()]+)\)")


@dataclass(frozen=True, slots=True)
class _Token:
    """A color in the light and in the dark, empty where it can't be judged; where it stands."""

    colors: tuple[str, str]
    where: Where
    is_own: bool


def problems(sheets: Iterable[tuple[Path, str, bool]]) -> Iterator[Problem]:
    """Yield the colors of a project's own that can't be read, or on which others can't.

    Of each style sheet there are its path, its text, and whether it is the project's own; the later
    ones count.
    """
    found: dict[str, _Token] = {}
    for path, text, is_own in sheets:
        found |= _tokens(path, text, is_own)
    told: set[tuple[str, int]] = set()
    for mode in range(len(MODES)):
        for drawn, ground, least in PAIRS:
            name, other = (drawn, ground) if found[drawn].is_own else (ground, drawn)
            color, beside = found[name].colors[mode], found[other].colors[mode]
            is_judged = found[name].is_own and color and beside and (name, mode) not in told
            if is_judged and (ratio := colors.ratio(color, beside)) < least:
                told.add((name, mode))
                what = (
                    f"`{name}` is `{color}` {MODES[mode]}: beside `{other}`, which is `{beside}`,"
                    f" it has a contrast of {_floor(ratio)}, and {least:g} is needed"
                )
                yield Problem(found[name].where, what, _remedy(name, mode, found))


def find_missing(
    default: Path, path: Path, own: Mapping[Path, str], styles: Iterable[str]
) -> Iterator[Problem]:
    """Yield what a project's own tokens lack of the default ones, and the styles need.

    `path` is that of the own tokens, `own` has all style sheets of the project's own by their
    paths, `styles` are the whole ones of all media.
    """
    ours = _tokens(default, default.read_text("utf-8"), is_own=False)
    named = {name for text in own.values() for name in _tokens(path, text, is_own=True)}
    used = {name for style in styles for name in USED.findall(COMMENT.sub("", style))}
    missing = [name for name in ours if name in used - named]
    for name, token in _tokens(path, own[path], is_own=True).items():
        if name not in ours and (near := get_close_matches(name, missing, n=1, cutoff=0.8)):
            missing.remove(near[0])
            remedy = f"did you mean `{near[0]}`?"
            yield Problem(token.where, f"there is no token `{name}`", remedy)
    if missing:
        some = ", ".join(f"`{name}`" for name in missing[:3])
        more = f", and {len(missing) - 3} more" if len(missing) > 3 else ""
        remedy = (
            f"begin with a copy of `{default}`, or write what is different into"
            " `added/screen.css` and `added/sheet.css` beside it, and remove this file"
        )
        yield Problem(Where(path), f"it lacks tokens: {some}{more}", remedy)


def _tokens(path: Path, text: str, is_own: bool) -> dict[str, _Token]:
    bare = COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), text)
    found: dict[str, _Token] = {}
    for match in TOKEN.finditer(bare):
        value = match["value"].strip()
        both = LIGHT_DARK.fullmatch(value)
        light, dark = (both[1], both[2]) if both else (value, value)
        where = Where(path, bare.count("\n", 0, match.start()) + 1)
        modes = colors.normalize(light), colors.normalize(dark)
        found[match["name"]] = _Token(modes, where, is_own)
    return found


def _remedy(name: str, mode: int, found: dict[str, _Token]) -> str:
    """Return the nearest color that goes with all that the one is drawn on, or that is on it."""
    others = [(ground, least) for drawn, ground, least in PAIRS if drawn == name]
    others += [(drawn, least) for drawn, ground, least in PAIRS if ground == name]
    needed = [(color, least) for one, least in others if (color := found[one].colors[mode])]
    near = colors.find_nearest_beside(found[name].colors[mode], needed)
    if near:
        return f"write `{near}`, the nearest that can be read"
    return "choose grounds that are all light, and others that are all dark for the dark"


def _floor(ratio: float) -> str:
    """Return a ratio with one digit, never rounded up to what would do."""
    return f"{int(ratio * 10) / 10:g}"
