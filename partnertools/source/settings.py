"""`toolkit.yaml` -> addresses and a language that work wherever they are put."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from partnertools.model import colors
from partnertools.model.languages import is_known, spell
from partnertools.model.toolkit import Logo
from partnertools.problems import Problem, Where, choose
from partnertools.source import disk, pictures
from partnertools.source.addresses import MAIL, host
from partnertools.source.keyed import LocatedMapping, WrittenValue, from_yaml
from partnertools.source.plain import read_plain
from partnertools.source.sources import LOCALES, Source

HERE = ("localhost", "127.0.0.1", "::1")
BASE_URL_REMEDY = "write the https address of the folder, such as `https://example.org/toolkit/`"
# Domains that never belong to anybody (RFC 2606).
PLACEHOLDER = re.compile(r"(?:^|[.@])(?:example\.(?:com|net|org)|example|invalid|test)$")
# RFC 5646, 2.1, without tags of former times. Only codes have two or three letters.
LANGUAGE_REMEDY = "write the code of a language, such as `en`, `es` or `pt-BR`"
LANGUAGE = re.compile(
    r"[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?"
    r"(-([a-z\d]{5,8}|\d[a-z\d]{3}))*(-[a-wyz\d](-[a-z\d]{2,8})+)*(-x(-[a-z\d]{1,8})+)?",
    re.IGNORECASE | re.ASCII,
)

NO_CATALOGUE = "there are no translations into"


def base_url(keyed: LocatedMapping, other: str = "") -> str:
    """Return where the site is published, with a slash at the end.

    An `other` address takes the place of the one in the file.
    """
    text = keyed.text("base_url")
    if text and not is_base_url(text):
        _refuse(keyed, "base_url", text, BASE_URL_REMEDY)
        text = "https://example.org"
    return (other or text).rstrip("/") + "/"


def is_base_url(text: str) -> bool:
    """Return whether a site can be published under an address."""
    name = host(text)
    is_safe = text.lower().startswith("https:") or name in HERE
    return bool(name) and is_safe and not re.search(r"[?#@\\]", text)


def contact(keyed: LocatedMapping) -> str:
    """Return a mail address, or the https address of a page; empty where there is none."""
    text = keyed.text("contact", "")
    is_page = text.lower().startswith("https:") and host(text)
    if text and not is_page and not MAIL.fullmatch(text):
        remedy = "write a mail address such as `name@example.org`, or the https address of a page"
        _refuse(keyed, "contact", text, remedy)
    return text


def answers_to(keyed: LocatedMapping) -> str:
    """Return the mail address of who collects answers; empty where nobody does."""
    text = keyed.text("answers_to", "")
    if text and not MAIL.fullmatch(text):
        remedy = "write one mail address such as `name@example.org`, or leave the key out"
        _refuse(keyed, "answers_to", text, remedy)
        text = ""
    return text


def language(keyed: LocatedMapping) -> str:
    """Return a language tag (BCP 47)."""
    text = keyed.text("language")
    if text and (mistake := judge_code(text)):
        _refuse(keyed, "language", text, mistake[1], mistake[0])
    return text


def judge_code(text: str) -> tuple[str, str] | None:
    """Return what is wrong with the code of a language, as far as that isn't seen, and a remedy."""
    spelled = spell(text)
    if not LANGUAGE.fullmatch(spelled):
        return "", LANGUAGE_REMEDY
    if not is_known(spelled):
        return ", and there is no such language", LANGUAGE_REMEDY
    return None if spelled == text else ("", f"write `{spelled}`")


def language_of(toolkits: Iterable[Source]) -> str:
    """Return the language that the first of some `toolkit.yaml` names which names one."""
    found = (from_yaml(s.text, s.path, 1, []).text("language", "") for s in toolkits)
    return next((text for text in found if text), "en")


def lacks_catalogue(problem: Problem) -> bool:
    """Tell whether a problem is that a language is named of which there is no catalogue yet."""
    return problem.what.startswith(NO_CATALOGUE)


def languages(keyed: LocatedMapping, folders: Sequence[Path]) -> tuple[str, ...]:
    """Return the languages in which a toolkit is published beside its own.

    The catalogue of each stands in one of the `folders`, those of the content and of its bases.
    """
    written = keyed.values.get("language")
    own = (written and written.scalar) or ""

    def code(value: WrittenValue) -> str | None:
        text = value.scalar or ""
        mistake = None
        if wrong := judge_code(text):
            is_misspelt = wrong[1] != LANGUAGE_REMEDY
            what = "isn't spelled as codes are" if is_misspelt else "is no code of a language"
            mistake = f"`{text}` {what}", wrong[1]
        elif text.casefold() == own.casefold():
            mistake = f"`{text}` is the language of the toolkit itself", "remove this item"
        elif not any((folder / LOCALES / f"{text}.po").is_file() for folder in folders):
            what = f"{NO_CATALOGUE} `{text}`"
            mistake = what, f"run `partnertools translate extract {text}`, or remove this item"
        if mistake:
            keyed.problems.append(Problem(value.where, *mistake))
            return None
        return text

    return tuple(dict.fromkeys(keyed.list("languages", code, needed=False)))


def logo(keyed: LocatedMapping) -> Logo | None:
    """Return the picture beside `toolkit.yaml` that `logo` names, where it can be shown.

    Other pictures there are a problem: nothing is made of them.
    """
    if not keyed.values:
        return None
    name = keyed.text("logo", "")
    publisher = read_plain(keyed, "publisher") if "publisher" in keyed else ""
    text = read_plain(keyed, "logo_text", "") or publisher
    folder = keyed.where.path.parent
    there = [path for path in _pictures(folder) if path.name != name]
    for path in there:
        remedy = f"write `logo: {path.name}` into `toolkit.yaml`, or move it out of the content"
        if not name or (folder / name).is_file():
            keyed.problems.append(Problem(Where(path), "nothing is made of this file", remedy))
    if not name:
        if "logo_text" in keyed:
            remedy = "name a picture beside `toolkit.yaml` with `logo: …`, or remove this line"
            keyed.problems.append(Problem(keyed.line("logo_text"), "there is no `logo`", remedy))
        return None
    path = folder / name
    alone = re.split(r"[\\/]", name)[-1]
    if alone != name:
        remedy = f"put it beside `toolkit.yaml`, and write `{alone}`"
        _refuse(keyed, "logo", name, remedy, ", and stands in another folder")
        return None
    if not path.is_file():
        remedy = choose(name, [p.name for p in there]) if there else "put it beside `toolkit.yaml`"
        _refuse(keyed, "logo", name, remedy, ", and there is no such file")
        return None
    data = disk.read(path, folder, pictures.MOST_BYTES)
    refused = data if isinstance(data, disk.Refusal) else pictures.refuse(name, data)
    if refused:
        keyed.problems.append(Problem(Where(path), refused.what, refused.remedy))
        return None
    return Logo(name, text, path)


def color(keyed: LocatedMapping) -> str:
    """Return the color of headings, links and lines, which has enough contrast; empty for none."""
    text = keyed.text("color", "")
    if not text:
        return ""
    found = colors.normalize(text)
    if not found:
        _refuse(keyed, "color", text, "write it with six digits from 0 to f: `'#17506f'`")
        return ""
    if (near := colors.find_nearest(found)) != found:
        why = ", and words in it are too pale to read on white and on light ground"
        _refuse(keyed, "color", text, f"the nearest that can be read is `'{near}'`", why)
        return ""
    return found


def _pictures(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    suffixes = (*pictures.SUFFIXES, ".svg", ".heic", ".tif", ".tiff")
    return [p for p in disk.names(folder) if p.suffix.lower() in suffixes and p.is_file()]


def notes(keyed: LocatedMapping, other_base_url: str = "") -> Iterator[Problem]:
    """Yield the addresses that lead nowhere, as they stand in examples, or to somebody else."""
    is_of_base = "base_url" in keyed and keyed.line("base_url").path != keyed.where.path
    if is_of_base and not other_base_url:
        what = "`base_url` is that of the base, and codes on paper lead there"
        use = "add `base_url: …` with the address under which this edition will be published"
        yield Problem(keyed.where, what, use)
    for key, use in (
        ("contact", "write the address under which people get help"),
        ("answers_to", "write the address of who collects answers, or leave the key out"),
        ("base_url", "write the address under which the site is published"),
    ):
        value = keyed.values.get(key)
        text = (value and value.scalar) or ""
        name = host(text) or text
        is_used = key != "base_url" or not (other_base_url or is_of_base)
        if is_used and PLACEHOLDER.search(name.lower()):
            what = f"`{key}` is `{text}`, which is only an example"
            yield Problem(keyed.line(key), what, use)


def _refuse(keyed: LocatedMapping, key: str, text: str, remedy: str, why: str = "") -> None:
    keyed.problems.append(Problem(keyed.line(key), f"`{key}` is `{text}`{why}", remedy))
