"""What authors may write into YAML, key by key: what it takes, and what it is for.

The reference, the JSON Schemas for editors and the comments of the starter say what stands here.
`parse`, `settings` and `body` read the values; a test names the key that is here alone, or there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from partnertools.model.toolkit import PAPERS
from partnertools.source.overlay import REMOVABLE
from partnertools.source.terms import ID

# YAML takes `2024` for a number and `true` for a truth value; as a title, both are text.
_TEXT: dict[str, Any] = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
_NUMBER: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": 999}
_FLAG: dict[str, Any] = {"type": "boolean"}
_MAIL = r"[^@\s:,;]+@[^@\s.,;]+(\.[^@\s.,;]+)+"
# JSON Schema has no expressions in which capitals make no difference.
_HTTPS = "[Hh][Tt][Tt][Pp][Ss]://"
_SCALE_ID: dict[str, Any] = {"type": "string", "pattern": f"^{ID.pattern}$"}


@dataclass(frozen=True, slots=True)
class Key:
    """A key: what it is for, in sentences, and the JSON Schema of what it takes."""

    about: str
    takes: Mapping[str, Any]
    is_needed: bool = False


def _words(*words: str) -> dict[str, Any]:
    return {"enum": list(words)}


def _list(item: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item, "minItems": 1}


TOOLKIT = {
    "title": Key("The name of the whole, on every page and cover.", _TEXT, is_needed=True),
    "summary": Key("One sentence, for search engines and lists.", _TEXT, is_needed=True),
    "intro": Key("What stands at the top of the start page.", _TEXT, is_needed=True),
    "publisher": Key("Who stands behind it.", _TEXT, is_needed=True),
    "contact": Key(
        "Where people get help: a mail address, or the https address of a page.",
        {"type": "string", "pattern": rf"^({_MAIL}|{_HTTPS}\S+)$"},
    ),
    "answers_to": Key(
        "The mail address to which people can send what they have filled in.",
        {"type": "string", "pattern": f"^{_MAIL}$"},
    ),
    "base_url": Key(
        "The https address under which the site is published. Links in PDFs and the lines for other"
        " websites use it.",
        {
            "type": "string",
            "pattern": rf"^({_HTTPS}[^/?#@\\\s]|http://(localhost|127\.0\.0\.1|\[::1\])([:/]|$))"
            r"[^?#@\\\s]*$",
        },
        is_needed=True,
    ),
    "licence": Key("What people may do with it, at the foot of every page.", _TEXT, is_needed=True),
    "paper": Key(
        f"The paper that stands first: {' or '.join(PAPERS)}. PDFs are made for both; the names of"
        " the other ones say so.",
        _words(*PAPERS),
        is_needed=True,
    ),
    "language": Key(
        "The code of the language, such as en, es or pt-BR.",
        {"type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$"},
        is_needed=True,
    ),
    "languages": Key(
        "Languages in which it is published beside its own: a list of codes. The translations into"
        " each stand in `content/locales/`, in a catalogue such as `es.po`.",
        _list({"type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$"}),
    ),
    "codes": Key(
        "A QR code and the address of its page at the foot of each worksheet's paper: yes or no.",
        # To editors, `yes` is a word; to YAML of former times, a truth value.
        {"enum": ["yes", "no", True, False]},
    ),
    "color": Key(
        "The color of links, lines and the icon, in quotes. What can't be read is refused, with the"
        " nearest that can.",
        {"type": "string", "pattern": "^#?([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$"},
    ),
    "logo": Key(
        "A picture beside this file: it stands on every page, on each worksheet's first sheet, and"
        " on covers.",
        {"type": "string", "pattern": r"^[^/]+$"},
    ),
    "logo_text": Key(
        "What is read out in its place, where that is not the publisher's name.", _TEXT
    ),
    "typefaces": Key(
        "Typefaces of one's own, for `text` and `headings`: each names a folder of font files in"
        " `content/typefaces/`.",
        {
            "type": "object",
            "properties": {"text": _TEXT, "headings": _TEXT},
            "additionalProperties": False,
            "minProperties": 1,
        },
    ),
    "base": Key(
        "The folder of the toolkit that this one is laid over, such as `../partnership-toolkit`."
        " Keys that are not here are as they are there, but for `answers_to`, `languages`, `logo`"
        " and `logo_text`.",
        _TEXT,
    ),
    "leave_out": Key(
        "What of the base is left out: a list such as `tools/smart-goals`, `guide/choosing` or"
        " `packets/all`.",
        _list({"type": "string", "pattern": f"^({'|'.join(REMOVABLE)})/[a-z0-9]+(-[a-z0-9]+)*$"}),
    ),
}

_ALIASES = Key(
    "The slugs that it had before it was renamed: a list. Their addresses lead to it.",
    _list({"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}),
)

# What every document has.
_DOCUMENT = {
    "title": Key("Its name.", _TEXT, is_needed=True),
    "summary": Key("One sentence, for lists and search engines.", _TEXT, is_needed=True),
    "order": Key("Its place in lists; smaller numbers come first.", _NUMBER),
    "draft": Key(
        "`true` keeps it out of what is built; `serve --drafts` shows it all the same.", _FLAG
    ),
    "source": Key(
        "The name of what it comes from, printed at the end; not needed where the credit says it.",
        _TEXT,
    ),
    "credit": Key("The credit line, as the source asks for it, printed at the end.", _TEXT),
    "citation": Key(
        "What the credit line quotes, word for word, printed behind it; it is never translated.",
        _TEXT,
    ),
    "ours": Key("What stands in it and not in its source: a list of texts.", _list(_TEXT)),
    "aliases": _ALIASES,
}
_MINUTES = Key("How long it takes to fill in, or to read.", _NUMBER, is_needed=True)
WORKSHEET = _DOCUMENT | {
    "when": Key("Completes *Use it when …*, without a period.", _TEXT, is_needed=True),
    "version": Key("A whole number; raise it when ids change.", _NUMBER, is_needed=True),
    "minutes": _MINUTES,
    "group": Key("The heading under which it stands on the start page, with others.", _TEXT),
    "readers": Key("For whom it is written.", _TEXT),
    "who": Key("Who fills it in.", _TEXT),
    "next": Key("What comes next; it may link to other content.", _TEXT),
    "facilitator": Key("A link to notes for the person who leads a meeting with it.", _TEXT),
    "opening": Key(
        "Which fields open it: the name of a file in `openings/`, or `none`. Without it, they are"
        " those of `opening.md`.",
        _TEXT,
    ),
    "orientation": Key(
        "How its paper lies; `portrait` as a rule.", _words("portrait", "landscape")
    ),
}
GUIDE = _DOCUMENT | {"minutes": _MINUTES}
PAGE = _DOCUMENT
OPENING = {"title": Key("The heading of these fields.", _TEXT, is_needed=True)}

POINT = {
    "id": Key("Its name in the data; once published, it never changes.", _SCALE_ID, is_needed=True),
    "word": Key("What is picked.", _TEXT, is_needed=True),
    "meaning": Key("What it means.", _TEXT, is_needed=True),
    "symbol": Key("A sign, which never stands without the word.", _TEXT),
}
SCALE = {
    "title": Key("The name of the scale.", _TEXT, is_needed=True),
    "points": Key("Its points, in order.", _list({"$ref": "#/definitions/point"}), is_needed=True),
    "off-scale": Key(
        "Answers beside its points, where a rating may not fit. They are shown apart, counted as"
        " “not rated”, and marked with `offScale` in the data.",
        _list({"$ref": "#/definitions/point"}),
    ),
}
PACKET = {
    "title": Key("Its name, on the cover.", _TEXT, is_needed=True),
    "summary": Key("One sentence, for lists and the cover.", _TEXT, is_needed=True),
    "contents": Key(
        "The worksheets and guides in it, in this order, such as `tools/first-day`.",
        _list({"type": "string", "pattern": "^(tools|guide)/[a-z0-9]+(-[a-z0-9]+)*$"}),
        is_needed=True,
    ),
    "cover": Key("A sentence or two for the cover.", _TEXT),
    "large": Key(
        "`yes` offers it in large print too, with about three times the pages; any other is made by"
        " `packet SLUG --large` when somebody asks for it.",
        # To editors, `yes` is a word; to YAML of former times, a truth value.
        {"enum": ["yes", "no", True, False]},
    ),
    "order": Key("Its place in lists; smaller numbers come first.", _NUMBER),
    "aliases": _ALIASES,
}
_BY_ID: dict[str, Any] = {"type": "object", "additionalProperties": _TEXT, "minProperties": 1}
WORDS = {
    "title": Key("Another name of the worksheet.", _TEXT),
    "summary": Key("Another sentence for lists and search engines.", _TEXT),
    "readers": Key("Others for whom it is written.", _TEXT),
    "who": Key("Others who fill it in.", _TEXT),
    "when": Key("Completes *Use it when …* otherwise.", _TEXT),
    "labels": Key(
        "Other words for questions, by their ids; a choice, a column or a row has the id of its"
        " question, a dot, and its own.",
        _BY_ID,
    ),
    "hints": Key("Other hints, by the ids of questions and columns.", _BY_ID),
    "headings": Key("Other words for headings, by their anchors.", _BY_ID),
}

# Keys with words for people, which are said in other languages, too.
SAID = (
    "title",
    "summary",
    "intro",
    "publisher",
    "licence",
    "logo_text",
    "readers",
    "who",
    "when",
    "group",
    "next",
    "facilitator",
    "credit",
    "ours",
    "word",
    "meaning",
    "cover",
)

# By what a file is; of Markdown, it is the front matter.
FILES: dict[str, tuple[str, Mapping[str, Key]]] = {
    "toolkit": ("What is true of the whole toolkit: `content/toolkit.yaml`.", TOOLKIT),
    "worksheet": ("The front matter of a worksheet: `content/tools/`.", WORKSHEET),
    "guide": ("The front matter of a guide: `content/guide/`.", GUIDE),
    "page": ("The front matter of a page, or of a guide's summary card: `content/pages/`.", PAGE),
    "opening": (
        "The front matter of the fields that open worksheets: `content/opening.md` and"
        " `content/openings/`.",
        OPENING,
    ),
    "scale": ("A rating scale: `content/scales/`.", SCALE),
    "packet": ("Documents that are printed together: `content/packets/`.", PACKET),
    "words": ("Other words for a worksheet of the base: `content/words/`.", WORDS),
}


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind of file, by its name in `FILES`."""
    about, keys = FILES[name]
    made: dict[str, Any] = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": name,
        "description": _plain(about),
        **_object(keys),
    }
    if name == "toolkit":
        # What an edition doesn't say, its base does.
        made |= {"if": {"required": ["base"]}, "else": {"required": made.pop("required")}}
    return made | ({"definitions": {"point": _object(POINT)}} if name == "scale" else {})


def said(keys: Mapping[str, Key]) -> dict[str, str]:
    """Return what those of the keys are for that have words for people."""
    return {name: key.about for name, key in keys.items() if name in SAID}


def _object(keys: Mapping[str, Key]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            name: {"description": _plain(key.about), **key.takes} for name, key in keys.items()
        },
        "required": [name for name, key in keys.items() if key.is_needed],
        "additionalProperties": False,
    }


def _plain(about: str) -> str:
    """Return a description as editors show it, without the marks of Markdown."""
    return about.replace("`", "").replace("*", "")
