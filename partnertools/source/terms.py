"""A list or definition list -> the choices, columns or rows that it holds, each with its id."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, count

from markdown_it.token import Token

from partnertools.foreign import Foreign
from partnertools.model import prompts
from partnertools.model.prompt import COLUMN
from partnertools.problems import choose, code, in_plain_letters
from partnertools.source import markdown
from partnertools.source.prose import Reader

ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
# What may stand behind the `=` of an attribute without quotes.
PLAIN_VALUE = re.compile(r"[A-Za-z0-9_-]+")
# Between an id and an attribute, or between two attributes; a unit may be several words.
MARKS = re.compile(r"\s+(?=#|[A-Za-z-]+\s*=)")
QUOTES = "“”„‘’‚«»‹›\"'"
ID_REMEDY = "use lower-case letters, digits and hyphens, and begin with a letter"
COLUMN_KEYS = (
    *COLUMN,
    *dict.fromkeys(key for cell in prompts.CELLS.values() for key in cell.attributes),
)


@dataclass(frozen=True, slots=True)
class Term:
    """A term or an item that carries attributes, with the tokens of its definition or rest.

    `stray` is the line where something stands that belongs to neither; 0 where nothing does.
    `language` is that of words without a translation, else empty.
    """

    head: Token
    attributes: dict[str, str]
    rest: tuple[Token, ...]
    line: int
    stray: int = 0
    language: str = ""

    @property
    def label(self) -> str:
        """Return the words of the term or item."""
        words = markdown.plain(self.head)
        return Foreign(words, self.language) if self.language else words


def definitions(block: Sequence[Token]) -> list[Term]:
    """Return the terms of a definition list; several definitions of one term are joined."""
    terms: list[Term] = []
    for part in markdown.split(block[1:-1]):
        if part[0].type == "dt_open":
            head, attributes, behind = _split_span(part[1])
            start = markdown.line(part[0])
            terms.append(Term(head, attributes, (), start, start if behind else 0))
        elif terms:
            rest = (*terms[-1].rest, *part[1:-1])
            if terms[-1].rest:
                # Where lines stand close, a single paragraph has no tags; two need them.
                for token in rest:
                    token.hidden = False
            terms[-1] = replace(terms[-1], rest=rest)
    return terms


def items(block: Sequence[Token]) -> list[Term]:
    """Return the items of a list; what stands behind the span in its first line is the rest."""
    found = []
    for item in markdown.split(block[1:-1]):
        blocks = list(markdown.split(item[1:-1]))
        first = blocks[0][1] if blocks and blocks[0][0].type == "paragraph_open" else None
        head, attributes, rest = _split_span(first or Token("inline", "", 0, children=[]))
        stray = next((markdown.line(b[0]) for b in blocks[1 if first else 0 :]), 0)
        found.append(Term(head, attributes, rest, markdown.line(item[0]), stray))
    return found


def _split_span(inline: Token) -> tuple[Token, dict[str, str], tuple[Token, ...]]:
    children = inline.children or []
    if not children or children[0].type != "span_open":
        return inline, {}, ()
    end = next(i for i, child in enumerate(children) if child.type == "span_close")
    head = Token("inline", "", 0, map=inline.map, children=children[1:end])
    written = children[0].attrs | children[0].meta.get("insecure_attrs", {})
    attributes = {key: str(value) for key, value in written.items()}
    rest = children[end + 1 :]
    if not rest:
        return head, attributes, ()
    # In French there is a space before the colon.
    rest[0].content = rest[0].content.lstrip().removeprefix(":").lstrip()
    rest[0].meta["typed"] = rest[0].content
    content = _behind_span(inline.content)
    tail = Token("inline", "", 0, map=inline.map, content=content, children=rest)
    return head, attributes, (tail,)


def _behind_span(written: str) -> str:
    """Return what is written behind the span that a text begins with."""
    for end in re.finditer(r"\}", written):
        children = markdown.inline(written[: end.end()]).children or []
        if children and children[0].type == "span_open" and children[-1].type == "span_close":
            return written[end.end() :].strip().removeprefix(":").lstrip()
    return written


def read_ids(terms: Sequence[Term], reader: Reader, what: str) -> list[str]:
    """Return the ids of a directive's choices, columns or rows; each differs from the others."""
    ids: list[str] = []
    labels: list[str] = []
    is_without = [not ("id" in t.attributes or t.stray or _is_unquoted(t)) for t in terms]
    if len(terms) > 1 and all(is_without):
        remedy = f"write each with its id, as in {code(_spell_with_id(terms[0], ())[1])}"
        reader.report(terms[0].line, f"the {what}s have no ids", remedy)
        return [suggest_id(term.label) for term in terms]
    for term in terms:
        text = term.attributes.get("id", "")
        if not text:
            ids.append(_report_without_id(term, reader, what, ids))
            continue
        label = reader.label(term.head)
        if not label.strip():
            remedy = f"write it between the brackets: `[…]{{#{text}}}`"
            reader.report(term.line, f"a {what} without a label", remedy)
        elif label in labels:
            remedy = "give each its own label"
            reader.report(term.line, f"two {what}s are called `{label}`", remedy)
        if not ID.fullmatch(text):
            reader.report(term.line, f"`{text}` can't be an id", ID_REMEDY)
        elif text in ids:
            reader.report(term.line, f"the {what} `{text}` is used twice", "give each its own id")
        if term.stray:
            remedy = "remove it, or move it after `: `"
            what_else = f"the {what} `{label}` can't hold this"
            reader.report(term.stray, what_else, remedy)
        known = COLUMN_KEYS if what == "column" else ("id",)
        for key in term.attributes.keys() - set(known):
            reader.report(term.line, f"unknown attribute `{key}`", choose(key, known))
        ids.append(text)
        labels.append(label)
    return ids


def _report_without_id(term: Term, reader: Reader, what: str, taken: Sequence[str]) -> str:
    """Show how a choice, a column or a row is written; return the id that is proposed."""
    name, written = _spell_with_id(term, taken)
    if term.stray and term.label.strip():
        remedy = f"let each {what} begin at the left margin, as in `- [Label]{{#an-id}}`"
        reader.report(term.line, f"{code(term.label)} holds other items", remedy)
    else:
        typed = code(markdown.typed(term.head))
        said = f"the {what} {typed} has no id"
        if _is_unquoted(term):
            said = f"what stands in the braces of the {what} {typed} can't be read"
        reader.report(term.line, said, f"write {code(written)}")
    return name


def _spell_with_id(term: Term, taken: Sequence[str]) -> tuple[str, str]:
    """Return the id that a term names, or one made of its words, and how the term is written."""
    words, _, rest = term.label.partition("{")
    label = words.replace("[", "").replace("]", "").strip()
    named, attributes = _read_marks(rest.partition("}")[0])
    name = next((n for n in named if ID.fullmatch(n)), "") or suggest_id(label)
    name = _free(name, taken)
    return name, f"[{label or '…'}]{{{' '.join([f'#{name}', *attributes])}}}"


def _read_marks(written: str) -> tuple[list[str], list[str]]:
    """Return what may be an id, and the attributes as they can be read, of what braces hold."""
    named: list[str] = []
    attributes = []
    for mark in MARKS.split(written.strip()):
        key, sign, value = (part.strip(f"{QUOTES} ") for part in mark.partition("="))
        if not sign:
            named += (word.strip("#,;") for word in mark.split())
            continue
        words = value.replace('"', "").split()
        if key != "unit":
            named += words[1:]
            # Between attributes stand spaces alone.
            words = [word.strip(",;") for word in words[:1]]
        attributes += [_quote(key, " ".join(words))] if words else []
    return named, attributes


def _is_unquoted(term: Term) -> bool:
    """Tell whether an id stands there, beside something that can't be read."""
    mark = f"#{_spell_with_id(term, ())[0]}"
    _, sign, braces = term.label.replace(" ", "").rpartition("]{")
    return bool(sign) and mark in braces and braces != f"{mark}}}"


def _quote(key: str, value: str) -> str:
    """Return an attribute as it can be read: in quotes where its value is no plain word."""
    return f"{key}={value}" if PLAIN_VALUE.fullmatch(value) else f'{key}="{value}"'


def _free(name: str, taken: Sequence[str]) -> str:
    """Return a name that is not taken: the name itself, else with a number."""
    return next(n for n in chain([name], (f"{name}-{k}" for k in count(2))) if n not in taken)


def suggest_id(label: str) -> str:
    """Make an id from the words of a label."""
    words = re.findall("[a-z0-9]+", in_plain_letters(label))
    return "-".join(words[:4]).lstrip("-0123456789") or "an-id"
