"""Mistakes in one catalogue keep no other from being brought up to date; in the content, all."""

from pathlib import Path

import pytest

import sites
from partnertools import cli, source

BILINGUAL = sites.TESTS / "sites" / "bilingual"
# What is wrong in a catalogue: its form, a translation alone, and what the page makes of it.
MISTAKES = {
    'msgstr "Su nombre"': ('msgstr "Su nombre', "es.po"),
    'msgstr "El kit de visitas"': ('msgstr "El *kit* de visitas"', "es.po"),
    'msgstr "Sí"': ('msgstr "No"', "in the translation `es`"),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make a project in three languages."""
    root = sites.project(tmp_path / "project", BILINGUAL)
    settings = root / "content" / "toolkit.yaml"
    settings.write_text(
        settings.read_text("utf-8").replace("  - es\n", "  - es\n  - fr\n"), "utf-8"
    )
    assert extract(root, "fr") == 0
    return root


def extract(root: Path, language: str) -> int:
    return cli.main(["translate", "extract", language, "--root", str(root), "--quiet"])


@pytest.mark.slow
@pytest.mark.parametrize("right", MISTAKES)
def test_only_the_catalogue_itself_and_the_content_keep_one_from_being_written(
    right: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong, told = MISTAKES[right]
    spanish = root / "content" / "locales" / "es.po"
    text = spanish.read_text("utf-8")
    assert right in text
    spanish.write_text(text.replace(right, wrong), "utf-8")
    source = root / "content" / "tools" / "visit.md"
    french = root / "content" / "locales" / "fr.po"
    french.unlink()
    assert cli.main(["check", "--root", str(root)]) == 1
    assert told in capsys.readouterr().err
    assert extract(root, "fr") == 0
    assert french.is_file()
    assert extract(root, "es") == 1
    assert told in capsys.readouterr().err
    source.write_text(f"{source.read_text('utf-8')}\n<b>bold</b>\n", "utf-8")
    assert extract(root, "fr") == 1
    said = capsys.readouterr().err
    assert "visit.md" in said
    assert "es.po" not in said


@pytest.mark.slow
def test_what_it_takes_to_publish_a_language_is_said_until_it_is_named(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["translate", "extract", "de", "--root", str(root)]
    settings = root / "content" / "toolkit.yaml"
    told = f"To publish it, name `de` under `languages` in {settings}"
    for _ in range(2):
        assert cli.main(words) == 0
        assert capsys.readouterr().out.splitlines()[1:] == [told]
    settings.write_text(settings.read_text("utf-8").replace("  - es\n", "  - es\n  - de\n"))
    (root / "content" / "locales" / "de.po").unlink()
    for _ in range(2):
        assert cli.main(words) == 0
        assert len(capsys.readouterr().out.splitlines()) == 1


def test_a_catalogue_of_which_nothing_is_published_is_noted(tmp_path: Path) -> None:
    root = sites.project(tmp_path / "project", BILINGUAL)
    spanish = root / "content" / "locales" / "es.po"
    french = spanish.with_name("fr.po")
    french.write_bytes(spanish.read_bytes())
    notes = [note for note in source.read(root / "content").notes if note.where.path == french]
    assert [note.what for note in notes] == ["nothing is published in `fr`"]
    settings = root / "content" / "toolkit.yaml"
    settings.write_text(settings.read_text("utf-8").replace("  - es\n", "  - es\n  - fr\n"))
    assert "nothing is published" not in str(source.read(root / "content").notes)
