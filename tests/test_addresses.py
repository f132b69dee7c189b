"""Addresses and the language in the content: what works everywhere is taken, all else is named."""

import shutil
from pathlib import Path

import pytest
import yaml
from babel import Locale

import sites
from partnertools import cli, source
from partnertools.model.languages import is_known
from partnertools.model.toolkit import Toolkit
from partnertools.problems import UserError
from sites import FRONT


def read(
    root: Path, keys: dict[str, str], text: str = "", origin: Path = sites.ONE_QUESTION
) -> Toolkit:
    """Read a project with other values in `toolkit.yaml`, and a worksheet more."""
    shutil.copytree(origin / "content", root / "content", dirs_exist_ok=True)
    path = root / "content" / "toolkit.yaml"
    settings = yaml.safe_load(path.read_text("utf-8"))
    lines = (f"{key}: {quoted(value)}\n" for key, value in {**settings, **keys}.items())
    path.write_text("".join(lines), "utf-8")
    if text:
        (root / "content" / "tools" / "case.md").write_text(FRONT + text, "utf-8")
    return source.read(root / "content")


def quoted(value: str) -> str:
    return str(yaml.safe_dump(value, default_style='"', width=10_000)).removesuffix("\n")


def messages(root: Path, keys: dict[str, str], text: str = "") -> list[str]:
    try:
        read(root, keys, text)
    except UserError as error:
        return sites.messages(error, root)
    return []


SETTINGS: dict[str, tuple[str, list[str], list[str]]] = {
    "base_url": (
        "write the https address of the folder, such as `https://example.org/toolkit/`",
        [
            "https://a.de",
            "https://a.de/",
            "https://a.de:8443/b/c/",
            "HTTPS://A.de/b",
            "https://xn--mller-kva.de/",
            "https://müller.de/ä",
            "http://localhost:8000/",
            "http://127.0.0.1/",
            "http://[::1]:8000/",
        ],
        [
            "javascript:alert(1)",
            "a.de",
            "/toolkit/",
            "//a.de/",
            "http://a.de/",
            "ftp://a.de/",
            "https://",
            "https:///b",
            "https:a.de",
            "https://a.de/b?c",
            "https://a.de/#b",
            "https://me:secret@a.de/",
            "https://a.de\nX-Header: b",
            "https://a.de/b c",
            "https://[::1",
            "https://[a]/",
            "https://a.de:port/",
            "https://a.de:99999/",
            "https://a..de/",
            "https://<a>/",
            "https://a.de/" + "\\",
        ],
    ),
    "contact": (
        "write a mail address such as `name@example.org`, or the https address of a page",
        ["a@b.de", "a.b+c@d-e.fg.hi", "ä@müller.de", "https://a.de/contact?b=c#d"],
        [
            "javascript:alert(1)",
            "http://a.de/",
            "mailto:a@b.de",
            "a@b",
            "a b@c.de",
            "a@b.de, c@d.de",
            "a@b.de\nBcc: c@d.de",
            "a@b.de?bcc=c@d.de",
            "https://[::1",
            "https://",
            "+1 555 0100",
            "@",
        ],
    ),
    "language": (
        "write the code of a language, such as `en`, `es` or `pt-BR`",
        ["en", "no", "pt-BR", "az-Latn-AZ", "sr-Latn", "es-419", "de-1996", "ast", "sl-rozaj",
         "en-u-ca-iso8601", "de-x-easy"],
        ["Spanish", "english", "e", "en-", "-en", "e n", "en--US", "12", "español", 'en" onload="a',
         "en-toolongsubtag"],
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("key", SETTINGS)
def test_what_works_everywhere_is_taken(key: str, tmp_path: Path) -> None:
    for value in SETTINGS[key][1]:
        assert messages(tmp_path / "project", {key: value}) == []


@pytest.mark.slow
@pytest.mark.parametrize("key", SETTINGS)
def test_what_does_not_is_named_with_its_line(key: str, tmp_path: Path) -> None:
    remedy, _, wrong = SETTINGS[key]
    for value in wrong:
        [message] = messages(tmp_path / "project", {key: value})
        # Line ends in a value are spaces, as everywhere in YAML's texts.
        shown = " ".join(value.split())
        assert message.endswith(f": `{key}` is `{shown}`; {remedy}")
        assert message.startswith("toolkit.yaml:")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("pt_BR", "pt-BR"),
        ("FR", "fr"),
        ("az-latn-az", "az-Latn-AZ"),
        ("en-U-CA-ISO8601", "en-u-ca-iso8601"),
    ],
)
def test_a_language_written_otherwise_is_given_as_it_should_be(
    written: str, meant: str, tmp_path: Path
) -> None:
    [message] = messages(tmp_path / "project", {"language": written})
    assert message.endswith(f"`language` is `{written}`; write `{meant}`")


def test_a_language_that_nobody_speaks_is_named(tmp_path: Path) -> None:
    [message] = messages(tmp_path / "project", {"language": "xx"})
    assert "`language` is `xx`, and there is no such language; write the code" in message
    codes = [str(code) for code in Locale("en").languages if len(str(code)) == 2]
    assert len(codes) > 150
    assert all(map(is_known, codes))


@pytest.mark.parametrize("paper", ["a4", "A4", "letter", "Letter", "LETTER"])
def test_words_may_have_capitals(paper: str, tmp_path: Path) -> None:
    assert read(tmp_path / "project", {"paper": paper}).paper == paper.lower()


@pytest.mark.parametrize(
    ("contact", "address"),
    [("a@b.de", "mailto:a@b.de"), ("https://a.de/contact", "https://a.de/contact")],
)
def test_every_page_links_to_the_contact(contact: str, address: str, tmp_path: Path) -> None:
    toolkit = read(tmp_path / "project", {"contact": contact}, origin=sites.TINY)
    page = sites.layouts().page(toolkit, toolkit.pages[0], {})
    assert f'<a href="{address}">{contact}</a>' in page


WHOLE = [
    "https://a.de",
    "http://a.de:80/b?c=d#e",
    "https://[2001:db8::1]/",
    "https://de.wikipedia.org/wiki/Köln_(Stadt)",
    "HTTPS://a.de/",
    "mailto:a@b.de",
    "mailto:a@b.de?subject=A%20word",
    "mailto:a@b.de,c@d.de",
    "tel:+1-555-0100",
]
BROKEN = [
    "http://[",
    "http://]",
    "https://[::1",
    "https://",
    "https:///a",
    "http:a",
    "https://a.de:port/",
    "https://a..de/",
    "mailto:",
    "mailto:a",
    "tel:",
    "tel:home",
]


@pytest.mark.parametrize("address", WHOLE)
def test_whole_addresses_can_be_linked(address: str, tmp_path: Path) -> None:
    assert messages(tmp_path / "project", {}, f"[A](<{address}>)\n") == []


@pytest.mark.parametrize("address", BROKEN)
@pytest.mark.parametrize(
    "text", ["[A](<{}>)", "- [A][b]\n\n[b]: <{}>", "```{{tool}} picnic\n[A](<{}>)\n```"]
)
def test_broken_addresses_are_named_with_their_line(
    text: str, address: str, tmp_path: Path
) -> None:
    [message] = messages(tmp_path / "project", {}, text.format(address) + "\n")
    assert message.startswith("tools/case.md:")
    assert message.endswith(
        " is no whole address; write the address as a browser shows it, such as"
        " `https://example.org/`"
    )


@pytest.mark.parametrize(
    "address",
    [
        "www.site",
        "example.org",
        "comune.bologna.it/servizi",
        "a-b.co.uk?q=1",
        "me@a.de",
    ],
)
def test_addresses_without_their_scheme_are_named_with_the_whole_one(
    address: str, tmp_path: Path
) -> None:
    [message] = messages(tmp_path / "project", {}, f"[A]({address})\n")
    whole = f"mailto:{address}" if "@" in address else f"https://{address}"
    assert message.endswith(f" the link `{address}` is no whole address; write `{whole}`")
    assert messages(tmp_path / "mended", {}, f"[A]({whole})\n") == []


def test_a_file_that_stands_there_is_no_website(tmp_path: Path) -> None:
    root = tmp_path / "project"
    assert "is no whole address" in messages(root, {}, "[A](poster.ai)\n")[0]
    (root / "content" / "tools" / "poster.ai").write_text("")
    found = sites.mistakes(root)
    assert any("put it into `content/files/`" in message for message in found)


@pytest.mark.parametrize("address", [f"www.{300 * 'a'}.it", "www.a.it/%00"])
def test_addresses_that_no_file_can_have_are_named_too(address: str, tmp_path: Path) -> None:
    [message] = messages(tmp_path / "project", {}, f"[A]({address})\n")
    assert " is no whole address; write `https://www.a" in message


@pytest.mark.parametrize("name", ["plan.pdf", "../form.docx", "sheet.xlsx"])
def test_for_other_files_the_remedy_names_the_folder_for_them(name: str, tmp_path: Path) -> None:
    [message] = messages(tmp_path / "project", {}, f"[A]({name})\n")
    meant = f"../files/{Path(name).name}"
    assert message.endswith(f"; put it into `content/files/`, and write `{meant}`")


@pytest.mark.parametrize("command", ["check", "check --quiet"])
def test_addresses_of_examples_are_noted_and_do_no_harm(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "project"
    toolkit = read(root, {"contact": "me@example.org", "base_url": "https://a.example.com/b"})
    assert cli.main([*command.split(), "--root", str(root)]) == 0
    expected = [
        "toolkit.yaml:5: `contact` is `me@example.org`, which is only an example; write the address"
        " under which people get help",
        "toolkit.yaml:6: `base_url` is `https://a.example.com/b`, which is only an example; write"
        " the address under which the site is published",
    ]
    assert [sites.relative(str(note), root) for note in toolkit.notes] == expected
    said = sites.relative(capsys.readouterr().err, root).splitlines()
    assert said == ([] if "quiet" in command else [f"note: {line}" for line in expected])


def test_real_addresses_are_not_noted(tmp_path: Path) -> None:
    keys = {"contact": "me@partners.org", "base_url": "https://example.partners.org/"}
    assert read(tmp_path / "project", keys).notes == ()


def test_a_telephone_number_opens_no_tab_in_a_frame_and_is_printed(tmp_path: Path) -> None:
    text = "[Call us](tel:+1-555-0100), or [write](https://a.de/).\n"
    toolkit = read(tmp_path / "project", {}, text)
    case = next(tool for tool in toolkit.tools if tool.slug == "case")
    layouts = sites.layouts()
    frame = layouts.embed(toolkit, case, {case.target: []}, "whole")
    assert '<a href="tel:+1-555-0100">Call us</a>' in frame
    assert '<a target="_blank" href="https://a.de/">' in frame
    assert '<a href="tel:+1-555-0100">Call us</a>' in layouts.sheet(toolkit, case, "a4")
