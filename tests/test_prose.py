"""Prose is held as text, documents are held packed: nothing is lost, and links get their titles."""

import gc
import tracemalloc
from collections.abc import Mapping
from pathlib import Path

import pytest
from markdown_it.token import Token

import sites
from partnertools import source
from partnertools.foreign import Foreign
from partnertools.model import packed
from partnertools.model.packed import Packed
from partnertools.model.prose import NOTHING, Prose, change_prose, find_prose
from partnertools.model.toolkit import Toolkit
from partnertools.render.prose import html
from partnertools.source import markdown

TEXT = """\
# A *heading* with `code`

A line with **strong\\
words**, ~~none~~, [a link](content:tools/tea#pot), <https://example.org/>
and ![a *picture*](pot.png "no title").

- one
- two

  loose

1. first
   > quoted \\* and &amp; “typed” \N{LINE SEPARATOR} here

Term
: what it means

| left | right |
|:-----|------:|
| `a`  |  \\| b |

```text
  <code> "as" it is
```

---
"""
# A link without words, from each of the places in which one may stand.
BARE = "[](../guide/brewing/index.md#step-1) [](picnic/index.md)"


def shown(prose: Prose) -> str:
    return str(html(prose, lambda href: f"/{href}", lambda name: f"/{name}"))


def test_what_is_written_is_read_as_it_was() -> None:
    tokens = markdown.parse(TEXT).tokens
    prose = Prose.of(tokens)
    assert shown(prose) == html_of(tokens)
    assert [t.type for t in prose.tokens] == [t.type for t in tokens]
    assert [t.map[0] if t.map else 0 for t in prose.tokens] == [markdown.line(t) for t in tokens]
    assert Prose.of(prose.tokens) == prose


def html_of(tokens: list[Token]) -> str:
    """Render tokens as the parser has made them."""

    class Parsed(Prose):
        @property
        def tokens(self) -> tuple[Token, ...]:
            return tuple(tokens)

    return shown(Parsed("", ()))


def test_words_in_another_language_keep_it() -> None:
    [inline] = markdown.parse("Tee").tokens[1:2]
    assert inline.children
    inline.children[0].content = Foreign("Tee", "de")
    assert '<span lang="de" dir="ltr">Tee</span>' in shown(Prose.of([inline]))


def test_prose_is_the_same_wherever_in_a_file_it_stands() -> None:
    above, below = (Prose.of(markdown.parse("Tea", line).tokens) for line in (1, 7))
    assert above == below
    assert above.lines != below.lines


def test_only_what_holds_other_prose_is_made_anew() -> None:
    tea = Prose.of(markdown.parse("Tea").tokens)
    pair = Packed((tea, NOTHING))
    assert change_prose(pair, lambda prose: prose) is pair
    changed = change_prose(pair, lambda prose: prose if prose.written else tea)
    assert [*find_prose(changed)] == [tea, tea]
    assert changed.open() == (tea, tea)


def read(root: Path, files: Mapping[str, str]) -> Toolkit:
    """Read the tiny project, with text put at the end of its files."""
    sites.project(root)
    for name, text in files.items():
        path = root / "content" / name
        path.write_text(f"{path.read_text('utf-8') if path.exists() else ''}{text}", "utf-8")
    return source.read(root / "content")


def test_links_without_words_have_the_titles_of_what_they_lead_to(tmp_path: Path) -> None:
    bare = {
        "tools/tea.md": f"\n{BARE}\n",
        "opening.md": "\n[](tools/picnic/index.md)\n",
        "guide/brewing/summary-card.md": "\n[](../../tools/tea.md#one-line-or-several)\n",
        "pages/about.md": "\n- [](../tools/tea.md)\n",
    }
    toolkit = read(tmp_path, bare)
    tea, picnic = toolkit.tools
    [guide], [about] = toolkit.guides, toolkit.pages
    step = next(part.title for one in guide.sections for part in (one, *one.parts))
    assert guide.card
    said = "".join(map(shown, find_prose(tea)))
    assert f'<a href="/content:guide/brewing#step-1">{step}</a>' in said
    assert f'<a href="/content:tools/picnic">{picnic.title}</a>' in said
    for tool in toolkit.tools:
        link = f'<a href="/content:tools/picnic">{picnic.title}</a>'
        assert link in "".join(map(shown, find_prose(tool.opening)))
    link = '<a href="/content:tools/tea#one-line-or-several">One line, or several</a>'
    assert link in "".join(map(shown, find_prose(guide.card)))
    assert "Tea &amp; ‘Company’</a>" in "".join(map(shown, find_prose(about)))


@pytest.mark.slow
def test_a_worksheet_is_held_in_a_few_thousand_bytes(tmp_path: Path) -> None:
    sites.project(tmp_path)
    tools = tmp_path / "content" / "tools"
    text = (tools / "tea.md").read_bytes()
    held: list[int] = []
    # What is found out once in a process is found out before.
    for count in (1, 5, 15):
        for number in range(count):
            (tools / f"cup-{number}.md").write_bytes(text)
        tracemalloc.start()
        toolkit = source.read(tmp_path / "content")
        # The few that are open are closed.
        packed._open.cache_clear()
        gc.collect()
        held.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        assert len(toolkit.tools) == count + 2
    assert held[2] - held[1] < 10 * 10_000
