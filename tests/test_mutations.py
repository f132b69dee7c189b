"""A worksheet that is changed by chance loses no word and no question, unless a message says so.

Every word is one of a kind, so that one that is missing from the page is seen. The changes are
those of a slip: a sign or a line too many or too few, moved, or indented.
"""

import html
import random
import re
from itertools import product
from pathlib import Path

import pytest

import sites
from partnertools import source
from partnertools.problems import UserError

SIGNS = "`~:#*_[](){}<>|-+=.!&\\\"' \t\n$^@%1ax\u00a0´–“"
BEGINNINGS = ("- ", "> ", "# ", "    ", "\t", ": ", "| ", "``` ", "[x]: ", "<!-- ", "{", "1. ")
WORD = re.compile(r"\bw[bcdfgjklmp][aeiou][bcdfgjklmp]\b")
IDS = ("short", "pick", "many", "rate", "grid", "true")
TEMPLATE = """---
title: W W
summary: W "W" W.
when: W W
version: 1
minutes: 15
source: W W
credit: W
---

W W *W W* [W](tea.md) **W**.

<!-- A comment -->

{#one}
## W W

W W
W, "W" https://example.org/x.

```{short-answer} W W
:id: idshort
:hint: W W
:required:
```

### W W

- W
- W
  - W

1. W

| W | W |
| --- | --- |
| W | W |

W
: W W

> W W

```{pick-one} W W
:id: idpick

[W]{#a}
: W W

[W]{#b}
: W W
```

```{pick-many} W W
:id: idmany

- [W]{#a}
- [W]{#b}: W
```

## W W

```{rating} W W
:id: idrate
:scale: taste
```

```{grid} W W
:id: idgrid
:row: W

[W]{#c}
: W W

[W]{#d kind=pick-one}
: - [W]{#e}
  - [W]{#f}

- [W]{#r}: W
- [W]{#s}
```

```{true-false} W W
:id: idtrue
:answer: true
:see: [W](tea.md#pick)

W W
```

~~~
W W
~~~

W `W` ~~W~~ W[W].
"""


def worksheet() -> str:
    """Return the worksheet with a word of its own for each `W`."""
    words = map("".join, product("w", "bcdfgjklmp", "aeiou", "bcdfgjklmp"))
    return re.sub(r"\bW\b", lambda match: next(words), TEMPLATE)


def changed(chance: random.Random, text: str) -> str:
    """Return text with a slip or two in it."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        lines = text.split("\n")
        here, there = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(7):
            case 0:
                del lines[here]
            case 1:
                lines.insert(here, chance.choice(("", lines[there])))
            case 2:
                lines[here], lines[there] = lines[there], lines[here]
            case 3:
                lines[here] = chance.choice(BEGINNINGS) + lines[here]
            case 4:
                lines[here : here + 2] = [chance.choice((" ", "")).join(lines[here : here + 2])]
            case _:
                # Signs are what slips hurt: half of the changes are made at one.
                whole = "\n".join(lines)
                places = [match.start() for match in re.finditer(r"[^\w\s]", whole)]
                place = chance.choice([chance.randrange(len(whole)), *chance.sample(places, 1)])
                sign = chance.choice(("", chance.choice(SIGNS), whole[place] * 2))
                lines = [whole[:place] + sign + whole[place + 1 :]]
        text = "\n".join(lines)
    return text


def lost(text: str, root: Path) -> list[str]:
    """Return what a worksheet says, its page doesn't, and no message names."""
    (root / "content" / "tools" / "case.md").write_text(text, "utf-8")
    try:
        toolkit = source.read(root / "content")
    except UserError:
        return []
    tool = next(tool for tool in toolkit.tools if tool.slug == "case")
    page = sites.layouts().tool(toolkit, tool, {tool.target: []})
    # When to take a worksheet is said on the start page.
    return missing(text, page + tool.when)


def missing(text: str, page: str) -> list[str]:
    """Return the words and the questions of a worksheet that its page doesn't show."""
    shown = WORD.findall(html.unescape(page))
    # Lines of comments are for authors alone.
    meant = re.sub(r"<!--.*?-->|^#(?!#).*$", "", text, flags=re.DOTALL | re.MULTILINE)
    ids = [name for name in IDS if re.search(rf"^:id: id{name}$", meant, re.MULTILINE)]
    return [
        *sorted({word for word in WORD.findall(meant) if word not in shown}),
        *(name for name in ids if f'name="case.id{name}' not in page),
    ]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the tiny project."""
    return sites.project(tmp_path_factory.mktemp("mutations") / "project")


def test_the_worksheet_is_whole_and_a_loss_would_be_seen(root: Path) -> None:
    text = worksheet()
    words = WORD.findall(text)
    assert len(words) == len(set(words)) > 80
    assert lost(text, root) == []
    shown = " ".join(words[1:]) + "".join(f'<input name="case.id{name}">' for name in IDS[1:])
    assert missing(text, shown) == [words[0], IDS[0]]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_no_slip_loses_a_word_or_a_question_without_a_message(seed: int, root: Path) -> None:
    chance = random.Random(seed)
    for _ in range(15):
        text = changed(chance, worksheet())
        assert lost(text, root) == [], text
