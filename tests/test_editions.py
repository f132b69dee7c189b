"""An edition is laid over a toolkit: own values, files and words; ids stay, and answers with them.

`broken_editions/<case>/` holds a mistake of an edition each: files that are laid over an edition of
the tiny project, in `base/` those for the project below it, and the messages that they lead to.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import sites
from partnertools import cli, source
from partnertools.build import watching
from partnertools.build.project import Project, files_digest, read_layouts
from partnertools.model import fields
from partnertools.model.toolkit import Tool, Toolkit
from partnertools.problems import UserError

BROKEN = sites.TESTS / "broken_editions"
CASES = sorted(path.name for path in BROKEN.iterdir())
KIT = """base: ../base
title: The Mate Toolkit
publisher: The mate circle
base_url: https://mate.example.org/kit
"""


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def edition(root: Path, files: dict[str, str] | None = None, case: str = "") -> Path:
    """Make a project of the tiny one, and an edition of it, whose folder is returned."""
    shutil.copytree(sites.TINY / "content", root / "base" / "content")
    write(root / "edition" / "content", {"toolkit.yaml": KIT})
    if case:
        content = root / "edition" / "content"
        ignored = shutil.ignore_patterns("expected.txt", "base")
        shutil.copytree(BROKEN / case, content, ignore=ignored, dirs_exist_ok=True)
        if (BROKEN / case / "base").is_dir():
            content = root / "base" / "content"
            shutil.copytree(BROKEN / case / "base", content, dirs_exist_ok=True)
    write(root / "edition" / "content", files or {})
    return root / "edition"


def read(root: Path) -> Toolkit:
    return source.read(root / "content")


def messages(root: Path) -> list[str]:
    try:
        read(root)
    except UserError as error:
        return [str(problem).replace(f"{root.parent}/", "") for problem in error.problems]
    return []


def tool(toolkit: Toolkit, slug: str) -> Tool:
    return next(tool for tool in toolkit.tools if tool.slug == slug)


@pytest.mark.parametrize("case", CASES)
def test_each_mistake_is_reported_with_its_place_and_a_remedy(case: str, tmp_path: Path) -> None:
    expected = (BROKEN / case / "expected.txt").read_text("utf-8").splitlines()
    assert expected
    assert messages(edition(tmp_path, case=case)) == expected


def test_an_edition_without_files_is_the_base_under_its_own_name(tmp_path: Path) -> None:
    toolkit, base = read(edition(tmp_path)), sites.toolkit(sites.TINY)
    assert (toolkit.title, toolkit.publisher) == ("The Mate Toolkit", "The mate circle")
    assert (toolkit.summary, toolkit.paper) == (base.summary, base.paper)
    assert [d.target for d in toolkit.documents()] == [d.target for d in base.documents()]
    for one in base.tools:
        same = fields.of_tool(tool(toolkit, one.slug))
        assert [(f.id, f.name) for f in same] == [(f.id, f.name) for f in fields.of_tool(one)]


def test_what_speaks_for_one_organization_is_not_taken_from_the_base(tmp_path: Path) -> None:
    root = edition(tmp_path, {"toolkit.yaml": "base: ../base\ntitle: Mate\npublisher: We\n"})
    with (tmp_path / "base" / "content" / "toolkit.yaml").open("a") as file:
        file.write("answers_to: tea@tea.org\nlogo: leaf.png\ncodes: no\n")
    leaf = sites.TINY / "content" / "tools" / "picnic" / "leaf.png"
    shutil.copy(leaf, tmp_path / "base" / "content")
    toolkit = read(root)
    assert (toolkit.answers_to, toolkit.logo, toolkit.has_codes) == ("", None, False)
    [note] = [n for n in toolkit.notes if n.where.path == root / "content" / "toolkit.yaml"]
    assert note.what == "`base_url` is that of the base, and codes on paper lead there"


def test_the_first_file_that_is_found_counts_also_of_pictures_and_cards(tmp_path: Path) -> None:
    mate = "---\ntitle: Mate\nsummary: Only mate.\norder: 1\n---\n\nSee [tea](../tools/tea.md).\n"
    cake = "---\ntitle: Cake\nsummary: One.\nwhen: hungry\nversion: 1\nminutes: 1\n---\n\nEat.\n"
    files = {"pages/about.md": mate, "tools/cake.md": cake}
    root = edition(tmp_path, files)
    cup = root / "content" / "tools" / "picnic" / "cup.svg"
    cup.parent.mkdir()
    cup.write_text((sites.TINY / "content" / "tools" / "picnic" / "cup.svg").read_text())
    toolkit = read(root)
    assert [page.title for page in toolkit.pages] == ["Mate"]
    assert [one.slug for one in toolkit.tools] == ["tea", "picnic", "cake"]
    paths = {picture.name: picture.path for picture in tool(toolkit, "picnic").pictures}
    assert paths["cup.svg"] == cup
    assert paths["leaf.png"].is_relative_to(tmp_path / "base")


WORDS = """
title: Mate & Company
labels:
  favorite.cups: Gourds a day
  pick.sweetener.honey: Honey from "here"
  guests.name: Who
  guests.cup.small: A small gourd
  steps.boil: Warm
hints:
  favorite.tea: Any herb counts
  favorite.why: In short
  guests.name: As they sign
headings:
  by-hand: With both hands
"""


def test_words_are_others_and_ids_stay(tmp_path: Path) -> None:
    mate = tool(read(edition(tmp_path, {"words/tea.yaml": WORDS})), "tea")
    tea = tool(sites.toolkit(sites.TINY), "tea")
    before = {field.id: field for field in fields.of_tool(tea)}
    now = {field.id: field for field in fields.of_tool(mate)}
    assert [*now] == [*before]
    assert mate.title == "Mate & Company"
    changed = {i: (before[i].label, now[i].label) for i in now if before[i].label != now[i].label}
    assert changed["tea.favorite.cups"] == ("Cups a day", "Gourds a day")
    honey = [option.label for option in now["tea.pick.sweetener"].options]
    assert honey == ["None", "Honey from “here”"]
    assert [o.label for o in now["tea.guests.row-1.cup"].options] == ["A small gourd", "Large"]
    assert "Warm" in now["tea.steps.boil.done"].name
    assert now["tea.favorite.tea"].hint == "Any herb counts"
    # One that had none.
    assert now["tea.favorite.why"].hint == "In short"
    section = next(part for one in mate.sections for part in one.parts if part.anchor == "by-hand")
    assert section.title == "With both hands"


def test_a_letter_that_paper_lacks_is_named_where_the_words_are(tmp_path: Path) -> None:
    words = "hints:\n  favorite.tea: Any\nlabels:\n  favorite.cups: Gourds 🧉\n"
    [message] = messages(edition(tmp_path, {"words/tea.yaml": words}))
    assert message.startswith("edition/content/words/tea.yaml:4: the typeface of the PDFs has no")


def test_nothing_leads_to_what_is_left_out(tmp_path: Path) -> None:
    root = edition(tmp_path, {"toolkit.yaml": f"{KIT}leave_out: [tools/tea]\n"})
    toolkit = read(root)
    assert [one.slug for one in toolkit.tools] == ["picnic"]
    assert [packet.contents for packet in toolkit.packets] == [("guide/brewing", "tools/picnic")]
    assert not [link for d in toolkit.documents() for link in d.links if "tea" in link.target]
    page = Project(root).layouts.guide(toolkit, toolkit.guides[0], {"guide/brewing": []})
    assert "and a worksheet.</p>" in page
    assert "Write down what you drink" not in page
    told = [n for n in toolkit.notes if n.where.path.is_relative_to(root) and n.where.line == 5]
    assert [note.what.replace(f"{tmp_path}/", "") for note in told] == [
        "`tools/tea` is left out, to which base/content/guide/brewing/index.md:10 and 3 other"
        " places led: the words stay without the link",
        "the packet `An afternoon` goes without `tools/tea`",
    ]


def test_a_packet_of_which_all_is_left_out_goes_too(tmp_path: Path) -> None:
    everything = "leave_out: [tools/tea, tools/picnic, guide/brewing]\n"
    toolkit = read(edition(tmp_path, {"toolkit.yaml": KIT + everything}))
    assert (toolkit.tools, toolkit.guides, toolkit.packets) == ((), (), ())
    assert any("so is all that was in it" in note.what for note in toolkit.notes)


def test_a_base_on_the_command_line_counts_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = edition(tmp_path, {"toolkit.yaml": KIT.replace("../base", "../none")})
    words = ["check", "--root", str(root)]
    assert cli.main(words) == 1
    assert cli.main([*words, "--base", str(tmp_path / "base")]) == 0
    assert "4 documents with 34 fields: no problems" in capsys.readouterr().out


def test_an_edition_may_be_the_base_of_another_one(tmp_path: Path) -> None:
    root = edition(tmp_path, {"words/tea.yaml": "title: Mate\nsummary: Herbs.\n"})
    third = tmp_path / "third" / "content"
    write(third, {"toolkit.yaml": KIT.replace("../base", "../edition")})
    write(third, {"words/tea.yaml": "title: Rooibos\n"})
    tea = tool(source.read(third), "tea")
    assert (tea.title, tea.summary) == ("Rooibos", "Herbs.")
    write(root / "content", {"toolkit.yaml": KIT.replace("../base", "../third")})
    with pytest.raises(UserError, match="leads back to this toolkit"):
        source.read(third)


REMEDIES: dict[str, Callable[[Path], object]] = {
    "renamed-field": lambda own: edit(own / "tools/picnic.md", "basket.contents", "basket.content"),
    "other-version": lambda own: edit(own / "tools/picnic.md", "version: 2", "version: 1"),
    "lost-choice": lambda own: edit(own / "tools/picnic.md", "#hills", "#hill"),
    "lost-point": lambda own: edit(own / "scales/taste.yaml", "id: fine", "id: drinkable"),
    "base-that-is-missing": lambda own: edit(own / "toolkit.yaml", "../bsae", "../base"),
    "words-for-what-is-left-out": lambda own: (own / "words/picnic.yaml").unlink(),
    "anchor-that-the-base-links-to": lambda own: edit(own / "tools/tea.md", "#picked", "#pick"),
}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize("case", REMEDIES)
def test_a_remedy_makes_the_message_go(case: str, tmp_path: Path) -> None:
    root = edition(tmp_path, case=case)
    assert messages(root)
    REMEDIES[case](root / "content")
    assert messages(root) == []


def test_answers_to_the_base_and_to_the_edition_are_compared(tmp_path: Path) -> None:
    root = edition(tmp_path, {"words/tea.yaml": WORDS})
    for name, tea in (("base", "Assam"), ("edition", "Mate")):
        answers = {"tea.favorite.tea": tea, "tea.pick.sweetener": "honey"}
        about = {"tool": "tea", "version": 2, "language": "en", "answers": answers}
        write(tmp_path / "returned", {f"{name}.json": json.dumps(about)})
    for one in (root, tmp_path / "base"):
        out = tmp_path / f"compared-{one.name}"
        words = ["collect", str(tmp_path / "returned"), "-o", str(out), "--root", str(one)]
        assert cli.main([*words, "--jobs", "1", "--quiet"]) == 0
        table = "\n".join(path.read_text("utf-8-sig") for path in out.glob("*.csv"))
        assert "Assam" in table
        assert "Mate" in table


def test_the_layouts_of_the_base_lie_between(tmp_path: Path) -> None:
    root = edition(tmp_path)
    extend = (
        '{{% extends "default/base.html" %}}{{% block head %}}{{{{ super() }}}}{}{{% endblock %}}'
    )
    write(tmp_path / "base" / "layouts", {"base.html": extend.format("[tea]")})
    write(tmp_path / "base" / "layouts", {"added/screen.css": "/* tea */"})
    layouts = read_layouts(root)
    toolkit = read(root)
    before = files_digest(layouts, ".html")
    assert "[tea]" in layouts.page(toolkit, toolkit.pages[0], {})
    assert layouts.style("screen").endswith("/* tea */")
    write(root / "layouts", {"base.html": extend.format("[mate]")})
    layouts = read_layouts(root)
    assert "[tea][mate]" in layouts.page(toolkit, toolkit.pages[0], {})
    after = files_digest(layouts, ".html")
    write(tmp_path / "base" / "layouts", {"base.html": extend.format("[other]")})
    assert len({before, after, files_digest(read_layouts(root), ".html")}) == 3


def test_changes_of_the_base_are_seen_also_of_another_one(tmp_path: Path) -> None:
    root = edition(tmp_path)
    shutil.copytree(tmp_path / "base", tmp_path / "other")
    with watching.changes(root) as changed:

        def is_seen(path: Path, text: str, seconds: float = 2) -> bool:
            changed.clear()
            path.write_text(text, "utf-8")
            return changed.wait(seconds)

        # It takes a moment until a folder is watched.
        page = Path("content", "pages", "about.md")
        assert any(is_seen(tmp_path / "base" / page, str(n), 0.1) for n in range(180))
        assert is_seen(root / "content" / "toolkit.yaml", KIT.replace("../base", "../other"))
        assert any(is_seen(tmp_path / "other" / page, str(n), 0.1) for n in range(180))


@pytest.mark.parametrize("name", ["layouts/screen.css", "../base/layouts/screen.css"])
def test_a_folder_that_is_made_later_is_seen_and_so_is_what_changes_in_it(
    name: str, tmp_path: Path
) -> None:
    root = edition(tmp_path)
    path = root / name
    assert not path.parent.exists()
    with watching.changes(root) as changed:

        def is_seen(path: Path, text: str) -> bool:
            changed.clear()
            path.write_text(text, "utf-8")
            return changed.wait(0.1)

        assert any(is_seen(root / "content" / "toolkit.yaml", KIT) for _ in range(180))
        changed.clear()
        path.parent.mkdir()
        path.write_text("/* Nothing. */", "utf-8")
        assert changed.wait(5)
        # It takes a moment until the folder is watched.
        assert any(is_seen(path, f"/* {n} */") for n in range(180))
