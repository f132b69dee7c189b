"""A fenced directive -> the block that it stands for.

What a kind of prompt may say is written in its module of `partnertools.model.prompts`; how the
forms of writing are read, options, lists, terms and tables, is written here and in `control_parts`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from markdown_it.token import Token

from partnertools.model.prompt import Asked, Width
from partnertools.model.prompts import KINDS
from partnertools.model.prose import NOTHING, Prose
from partnertools.model.scale import Scale
from partnertools.model.toolkit import Additions, Block, ScaleKey, ToolCard
from partnertools.model.values import Option
from partnertools.problems import Where, choose
from partnertools.source import fences, markdown
from partnertools.source.control_parts import (
    FILE_NAME,
    TableText,
    TermText,
    read_column,
    read_options,
    reword,
    translate_options,
)
from partnertools.source.keyed import LocatedMapping, WrittenValue
from partnertools.source.prose import Reader
from partnertools.source.terms import ID, Term, definitions, items, read_ids, suggest_id


def block(
    fence: Token, reader: Reader, scales: dict[str, Scale], about: Sequence[str]
) -> Block | None:
    """Return the block of a fence that is written as a control.

    `about` tells translators where it stands.
    Returns None where the kind is unknown or the label is missing; every mistake is reported.
    """
    line = markdown.line(fence)
    written = fences.read(fence)
    kind = written.kind
    if kind not in fences.KINDS:
        reader.report(line, f"unknown directive `{kind}`", choose(kind, fences.KINDS))
        return None
    for mistake in written.mistakes:
        reader.report(*mistake)
    typed = " ".join(written.label.split())
    label = reader.text(typed, line)
    if not label and kind not in ("scale", "additions"):
        reader.report(line, f"`{kind}` has no label", f"write it after the brace: `{{{kind}}} …`")
        if kind == "tool":
            return None
        label = f"{kind} on line {line}"
    ident = next((value for _, key, value in written.options if key == "id"), "")
    other = reader.say("labels", ident) if ident else None
    options = LocatedMapping(reader.where(line), reader.problems, "option", ":{}: …")
    for place, key, value in written.options:
        options.add(key, WrittenValue(reader.where(place), scalar=value))
    # A scale, a card or a list has no id.
    if ident and (hint := reader.say("hints", ident)):
        options.values["hint"] = replace(hint, where=options.line("hint"))
    if other:
        typed = other.scalar or ""
        label = markdown.plain(markdown.inline(typed, language=reader.source.language))
    if ident and kind in KINDS:
        told = [f"Asks for {KINDS[kind].about}", *about]
        if "hint" in options:
            told.append(f"Hint: {options.values['hint'].scalar}")
        translate_options(options, reader, ident, label)
        label = reader.said(typed, label, f"/{ident}/label", told, line)
    tokens = tuple(reader.parse(written.body, written.body_line)) if written.body.strip() else ()
    directive = Directive(kind, label, options, tokens, reader.where(line), reader, scales)
    made = BLOCKS[kind](directive) if kind in BLOCKS else KINDS[kind].read(directive)
    options.finish()
    if tokens and kind in fences.BODILESS and not _is_comment(tokens[0]):
        what = f"`{kind}` takes no text below its options"
        reader.report(written.body_line, what, "move it out of the control, or remove it")
    return made


@dataclass(frozen=True, slots=True)
class Directive:
    """What stands between the fences: label, options, and the tokens of the body.

    It is the `Directive` that the kinds of prompts read, see `partnertools.model.prompt`.
    """

    kind: str
    label: str
    attributes: LocatedMapping
    body: tuple[Token, ...]
    where: Where
    reader: Reader
    scales: dict[str, Scale]

    def asked(self) -> Asked:
        """Return what every directive says."""
        can_be_required = "required" in KINDS[self.kind].flags
        return {
            "id": self._id(),
            "label": self.label,
            "hint": self.text("hint"),
            "required": can_be_required and self.attributes.flag("required"),
            "where": self.where,
        }

    def _id(self) -> str:
        text = self.attributes.text("id")
        if text and not all(ID.fullmatch(part) for part in text.split(".")):
            self.reader.report(
                self.attributes.line("id").line,
                f"`{text}` can't be an id",
                "use lower-case letters, digits and hyphens, in parts divided by dots,"
                " each part beginning with a letter",
            )
        return text

    @property
    def _ident(self) -> str:
        value = self.attributes.values.get("id")
        return (value and value.scalar) or ""

    def text(self, key: str) -> str:
        """Return an option as a typesetter would set it."""
        text = self.reader.text(self.attributes.text(key, ""), self.attributes.line(key).line)
        return self.attributes.in_language(key, text)

    def width(self) -> Width:
        """Return how much of a row it takes."""
        is_half = self.attributes.word("width", ("full", "half"), "full") == "half"
        return "half" if is_half else "full"

    def inline(self, key: str) -> Prose:
        """Return an option that is Markdown of one line."""
        text = self.attributes.text(key, "")
        if not text:
            return NOTHING
        if re.fullmatch(FILE_NAME, text):
            # The bare name of a file is a link, too; its words are the title that it leads to.
            text = f"[]({text})"
        tokens = self.reader.parse(text, self.attributes.line(key).line)[1:-1]
        if (language := self.attributes.values[key].language) and tokens:
            tokens[0].meta["language"] = language
        return self.reader.prose(tokens)

    def scale(self) -> Scale | None:
        """Return the scale that the option `scale` names."""
        name = self.attributes.text("scale")
        if name and name not in self.scales:
            line = self.attributes.line("scale").line
            self.reader.report(line, f"unknown scale `{name}`", choose(name, tuple(self.scales)))
        return self.scales.get(name)

    def prose(self) -> Prose:
        """Return the body as text."""
        part = f"/{self._ident}/text" if self._ident else f"/{self.kind}.{self.label}/text"
        return self.reader.prose(self.body, part, [f"Below: {self.label}"])

    def choices(self) -> tuple[Option, ...]:
        """Return the body as options, at least two, each with its id."""
        before = len(self.reader.problems)
        found: list[Term] = []
        for part in markdown.split(self.body):
            if part[0].type == "dl_open":
                found += definitions(part)
            elif part[0].type == "bullet_list_open":
                # Items of a list are terms without a definition.
                found += items(part)
            elif not _is_comment(part[0]):
                self._report_misplaced(part, is_of_choices=True)
                break
        is_understood = len(self.reader.problems) == before
        choices = read_options(found, self.reader, self._ident, self.label)
        if len(choices) < 2 and is_understood and not any(term.stray for term in found):
            remedy = "write each as `- [Label]{#an-id}`, on a line of its own"
            self.report(0, f"`{self.kind}` has fewer than two choices", remedy)
        return choices

    def terms(self) -> tuple[Sequence[TermText], bool]:
        """Return the body as terms with descriptions, and whether it is nothing else."""
        before = len(self.reader.problems)
        found: list[Term] = []
        for part in markdown.split(self.body):
            if part[0].type == "dl_open":
                found += definitions(part)
            elif not _is_comment(part[0]):
                self._report_misplaced(part)
                break
        is_understood = len(self.reader.problems) == before
        for term in found:
            self.reader.label(term.head)
        named = self.attributes.values.get("scale")
        scale = self.scales.get((named and named.scalar) or "")
        points = {p.written: p.id for p in (*scale.points, *scale.off_scale)} if scale else {}
        ids = [points.get(term.label) or suggest_id(term.label) for term in found]
        return [
            TermText(term, "", self.reader, f"{self._ident}.{key}", (term.label, self.label))
            for term, key in zip(found, ids, strict=True)
        ], is_understood

    def table(self) -> TableText:
        """Return the body as the columns and rows of a table."""
        named: list[Term] = []
        fixed: list[Term] = []
        before = len(self.reader.problems)
        for part in markdown.split(self.body):
            if part[0].type == "dl_open":
                named += definitions(part)
            elif part[0].type == "bullet_list_open":
                fixed += items(part)
            elif not _is_comment(part[0]):
                self._report_misplaced(part)
                break
        is_understood = len(self.reader.problems) == before
        named = reword(named, self.reader, self._ident, "column", self.label)
        fixed = reword(fixed, self.reader, self._ident, "row", self.label)
        columns = zip(named, read_ids(named, self.reader, "column"), strict=True)
        rows = zip(fixed, read_ids(fixed, self.reader, "row"), strict=True)
        return TableText(
            [read_column(term, key, self.reader, f"{self._ident}.{key}") for term, key in columns],
            [
                TermText(term, key, self.reader, f"{self._ident}.{key}", (term.label, self.label))
                for term, key in rows
            ],
            is_understood,
        )

    def report(self, line: int, what: str, remedy: str) -> None:
        """Report a mistake on a line; 0 is the directive's first one."""
        self.reader.report(line or self.where.line, what, remedy)

    def _report_misplaced(self, part: Sequence[Token], *, is_of_choices: bool = False) -> None:
        remedy = "write a definition list: a term on its line, then `: ` and its text"
        if part[0].type == "ordered_list_open" and is_of_choices:
            remedy = "begin each choice with `- ` in place of its number"
        if part[0].type == "paragraph_open" and is_of_choices:
            written = markdown.plain(part[1]).split("\n")[0]
            remedy = "write each choice as `- [Label]{#an-id}`, or with `: ` and its text below it"
            if part[1].children and part[1].children[0].type == "span_open":
                ident = part[1].children[0].attrs.get("id", "an-id")
                remedy = f"put `- ` before each choice, as in `- [{written}]{{#{ident}}}`"
        what = f"`{self.kind}` can't hold this"
        self.reader.report(markdown.line(part[0]), what, remedy)


def _scale_key(directive: Directive) -> Block | None:
    scale = directive.scale()
    return ScaleKey(scale) if scale else None


def _tool_card(directive: Directive) -> Block:
    return ToolCard(directive.label, directive.prose(), directive.where)


def _additions(directive: Directive) -> Block:
    return Additions()


def _is_comment(token: Token) -> bool:
    return token.type == "html_block" and bool(markdown.COMMENT.fullmatch(token.content))


# What a directive may stand for beside a prompt.
BLOCKS: dict[str, Callable[[Directive], Block | None]] = {
    "scale": _scale_key,
    "tool": _tool_card,
    "additions": _additions,
}
