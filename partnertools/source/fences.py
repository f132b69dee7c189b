"""A fence -> what an author wrote there: a control, with its label, options and body, or code.

What was meant as a control and isn't written as one is recognized, so that no question is lost.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from markdown_it.token import Token

from partnertools.model import prompts
from partnertools.model.prompt import ASKED, SCALE
from partnertools.problems import code


@dataclass(frozen=True, slots=True)
class Placed:
    """A directive that asks for no answer: what it places, its options, and what stands below."""

    about: str
    options: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


PLACED = {
    "scale": Placed("the points of a scale with their meanings", SCALE),
    "tool": Placed(
        "a card that leads to a worksheet; its label is the slug", body="what to do with it"
    ),
    "additions": Placed("the list of what is ours, document by document"),
}
KINDS = (*prompts.KINDS, *PLACED)
BODILESS = (
    *(kind for kind, prompt in prompts.KINDS.items() if not prompt.body),
    *(kind for kind, placed in PLACED.items() if not placed.body),
)
FLAGS = tuple(dict.fromkeys(flag for prompt in prompts.KINDS.values() for flag in prompt.flags))
OPTIONS = (
    *ASKED,
    *FLAGS,
    *dict.fromkeys(option for prompt in prompts.KINDS.values() for option in prompt.options),
)
# Options with words for people, in which quotes may be meant.
WORDS = ("hint", "value", "row", "see")
# The kind of a column that doesn't say it.
CELL = "short-answer"
HOW = (
    'write three backticks and the kind in braces, as in "```{short-answer} Name",'
    " and three backticks on a line of their own below"
)
# Nothing is to be seen of a tab or a no-break space, so they count as spaces.
_OPTION = re.compile(r"\s*:\s*(?P<key>[A-Za-z][\w-]*)\s*:(?P<value>.*)")
_ANOTHER = re.compile(rf"\s:({'|'.join(OPTIONS)}):(?=\s|$)")
_NEARLY = re.compile(
    r"(?P<sign>\W*)(?P<key>[A-Za-z][A-Za-z_-]*)\W{0,2}?(?P<mark>\s*[:：;=]\s*|\s+|$)(?P<value>.*)"
)
_OPENING = re.compile(
    r"\s*(?P<fence>[`´‘’'\"“”~:–—-]*)\s*\{\s*(?P<kind>[A-Za-z][\w -]*?)\s*\}(?P<label>.*)"
)
_QUOTED = re.compile("\"([^\"]+)\"|'([^']+)'|“([^”]+)”|‘([^’]+)’|«([^»]+)»")
_MISTYPED_FENCE = re.compile(r"[`´‘’'\"“”~]+")


@dataclass(frozen=True, slots=True)
class Written:
    """A control as it is written: each option and the body with their lines.

    `mistakes` are lines with what is wrong there and what to do; what was meant is taken all the
    same, so that one mistake has one message.
    """

    kind: str
    label: str
    options: tuple[tuple[int, str, str], ...]
    body: str
    body_line: int
    mistakes: tuple[tuple[int, str, str], ...] = field(default=())


def guess_kind(words: str) -> str:
    """Return the kind of control that words were probably meant to name, or nothing."""
    said = re.sub(r"[\W_]+", "-", words[:40].casefold()).strip("-")
    return next(iter(get_close_matches(said, KINDS, n=1, cutoff=0.85)), "")


def is_opening(line: str) -> bool:
    """Tell whether a line of text looks like the first line of a control."""
    match = _OPENING.fullmatch(line)
    if match is None:
        return False
    return bool(guess_kind(match["kind"])) or len(match["fence"]) >= 2


def option(line: str) -> tuple[str, str] | None:
    """Return the name and the value of a line that is written as an option, if it is one."""
    match = _OPTION.fullmatch(line)
    if match is None or match["key"].casefold() not in OPTIONS:
        return None
    return match["key"], match["value"].strip()


def is_control(fence: Token) -> bool:
    """Tell whether a fence is written as a control."""
    return fence.info.strip().startswith("{")


def mistake(fence: Token) -> tuple[int, str, str] | None:
    """Return what is wrong with a fence as a whole: its line, what, and a remedy."""
    assert fence.map
    start, end = fence.map
    lines = fence.content.split("\n")
    sign, least = fence.markup[0], len(fence.markup)
    opening = re.compile(rf"\s*{sign}{{{least},}}\s*(?P<info>\{{.*|[^`]*)")
    for number, line in enumerate(lines, start + 1):
        match = opening.fullmatch(line)
        if match and (match["info"].startswith("{") or guess_kind(match["info"].split(" ")[0])):
            return start, *_explain_unclosed(fence, lines, f"before the next one on line {number}")
        if not fence.info.strip() and re.match(r"\s*(`{3,}|~{3,})", line) and is_opening(line):
            what = f"the control on line {number} is shown as code, where nobody can answer it"
            name = code(f"{fence.markup}markdown")
            return start, what, f"end the code before it, or write {name} to show it as code"
    if len(lines) - 1 != end - start - 2:
        return start, *_explain_unclosed(fence, lines, "")
    words = fence.info.split()
    if not is_control(fence):
        kind = guess_kind(words[0]) or guess_kind("-".join(words[:2])) if words else ""
        if kind or option(lines[0]):
            label = " ".join(words[1:]) if kind and guess_kind(words[0]) else ""
            example = code(f"{fence.markup}{{{kind or 'short-answer'}}} {label or 'Label'}")
            what = f"{code(fence.markup + fence.info.rstrip())} doesn't begin a control"
            return start, what, f"put the kind into braces: {example}"
        if len(words) > 1:
            what = f"{code(' '.join(words[1:]))} would be lost after {code(fence.markup)}"
            return start, what, "put it on a line of its own below"
    return None


def _explain_unclosed(fence: Token, lines: list[str], until: str) -> tuple[str, str]:
    assert fence.map
    what = f"what begins with {code(fence.markup + fence.info.rstrip())} isn't closed"
    what += f" {until}" if until else ""
    end = code(fence.markup)
    for number, line in enumerate(lines, fence.map[0] + 1):
        if _MISTYPED_FENCE.fullmatch(line.strip()):
            return what, f"write {end} on line {number}, where {code(line.strip())} stands"
    return what, f"write {end} on a line of its own where it ends"


def read(fence: Token) -> Written:
    """Read a fence that is written as a control."""
    assert fence.map
    first = fence.map[0]
    mistakes: list[tuple[int, str, str]] = []
    options: list[tuple[int, str, str]] = []
    kind, label = _first_line(fence, mistakes)
    for key, value in _options_of_label(label):
        written = _spell(key, value)
        what = f"an option on the first line, after {code(_label(label))}"
        mistakes.append((first, what, f"write {code(written)} on a line of its own below"))
        options.append((first, key, value))
    lines = fence.content.split("\n")
    end = 0
    is_apart = False
    for number, line in enumerate(lines, 1):
        if not line.strip():
            is_apart = True
            continue
        if match := _OPTION.fullmatch(line):
            value, *others = _ANOTHER.split(match["value"])
            options.append((first + number, match["key"], value.strip()))
            for key, value in zip(others[::2], others[1::2], strict=True):
                written = code(_spell(key, value.strip()))
                what = f"`:{key}:` begins another option on the line of `:{match['key']}:`"
                mistakes.append((first + number, what, f"write {written} on a line of its own"))
                options.append((first + number, key, value.strip()))
        elif (not is_apart or kind in BODILESS) and (nearly := _guess_option(line, kind)):
            key, value = nearly
            what = f"{code(line.strip())} looks like an option, but isn't written as one"
            mistakes.append((first + number, what, f"write {code(_spell(key, value))}"))
            options.append((first + number, key, value))
        else:
            break
        end = number
    body = lines[end:]
    while body and not body[0].strip():
        body, end = body[1:], end + 1
    read_options = tuple((line, key, _without_quotes(key, value)) for line, key, value in options)
    return Written(
        kind, _label(label), read_options, "\n".join(body), first + 1 + end, tuple(mistakes)
    )


def _without_quotes(key: str, value: str) -> str:
    """Return a value without the quotes around it, which YAML and columns may need."""
    match = _QUOTED.fullmatch(value)
    return "".join(filter(None, match.groups())).strip() if match and key not in WORDS else value


def _first_line(fence: Token, mistakes: list[tuple[int, str, str]]) -> tuple[str, str]:
    """Return the kind and the label, each as it was meant."""
    assert fence.map
    inside, brace, label = fence.info.strip().removeprefix("{").partition("}")
    name, _, more = inside.strip().partition(" ")
    name = name.rstrip(":,;")
    if name == inside.strip() and brace:
        return name, label.strip()
    if not guess_kind(name):
        return inside.strip(), label.strip()
    words = f"{more} {label}".strip()
    what = "more than the kind stands in the braces" if brace else "the brace isn't closed"
    remedy = "options stand on lines of their own below, as in `:id: name`, and the label after it"
    mistakes.append((fence.map[0], what, f"write `{{{guess_kind(name)}}}`; {remedy}"))
    return guess_kind(name), words


def _label(text: str) -> str:
    """Return a label without the options that stand behind it."""
    return re.split(r"\s+(?=:[A-Za-z-]+:(?:\s|$)|\{\s*#)|^(?=:[A-Za-z-]+:)", text, maxsplit=1)[
        0
    ].strip()


def _options_of_label(text: str) -> Iterator[tuple[str, str]]:
    rest = text.removeprefix(_label(text)) if _label(text) else text
    if match := re.fullmatch(r"\s*\{\s*#([^\s{}]+)\s*\}", rest):
        yield "id", match[1]
        return
    parts = re.split(r"(?:^|\s):([A-Za-z-]+):(?=\s|$)", rest)[1:]
    for key, value in zip(parts[::2], parts[1::2], strict=True):
        yield key, value.strip()


def _guess_option(line: str, kind: str) -> tuple[str, str] | None:
    """Return what a line that is not quite an option was meant to say."""
    if match := re.fullmatch(r"\{?\s*#\s*([\w.-]+)\s*\}?", line.strip()):
        return "id", match[1]
    match = _NEARLY.fullmatch(line.strip())
    if match is None:
        return None
    key = match["key"].casefold().replace("_", "-").strip("-")
    has_mark = bool(match["mark"].strip()) or ":" in match["sign"] or "：" in match["sign"]
    if key not in OPTIONS and has_mark:
        key = next(iter(get_close_matches(key, OPTIONS, n=1, cutoff=0.8)), "")
    if key not in OPTIONS or not (has_mark or kind in BODILESS):
        return None
    return key, "" if key in FLAGS else match["value"].strip()


def _spell(key: str, value: str) -> str:
    return f":{key}: {value}".strip()
