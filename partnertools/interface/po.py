"""A gettext catalogue (`.po`) -> its messages, each with its line; mistakes in it are problems.

The format is that of GNU gettext ("The Format of PO Files"), in UTF-8. Programs for translators,
and Babel, pass over what they can't read; here every message says on which line it stands.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from gettext import c2py
from pathlib import Path

from partnertools.model.words import COUNT, PLACEHOLDER
from partnertools.problems import Problem, Where, choose, code

FUZZY = "fuzzy"
# What a browser would take for a tag or a sign of HTML.
HTML = re.compile(r"</?[a-zA-Z][^<>]*>?|&(?:[a-zA-Z]+|#\d+|#x[\da-fA-F]+);")
KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d+)\])?\s*(.*)")
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
ESCAPED = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
PLURAL_FORMS = re.compile(r"\s*nplurals\s*=\s*([1-9])\s*;\s*plural\s*=\s*([^;]+);?\s*")
# All that a rule for plurals may have: it becomes code in scripts, and says the same there.
RULE = re.compile(r"(?:\s*(?:\bn\b|\b(?:0|[1-9]\d*)\b|[=!<>]=|&&|\|\||[!<>?:%()]))+\s*")
# The rule of English.
PLURAL = "n != 1"
# As far as the rules of languages tell numbers apart; some have a form for millions.
NUMBERS = (*range(1000), 1_000_000)
CHARSET = r'"Content-Type: text/plain; charset=UTF-8\n"'
HEADER = f'write a first message of `msgid ""` and `msgstr {CHARSET}`'


@dataclass(frozen=True, slots=True)
class Entry:
    """A message: `id` is its English, `strings` its translation, one for each form of a plural.

    `plural` is the English plural, empty for a message without one. `line` is that of the `msgid`,
    `lines` those of the strings. `comments` are of translators, `hints` for them, `references` the
    files that have the message, `flags` such as `fuzzy`, `before` the English that a fuzzy
    translation is of. What is obsolete is kept for whoever needs it again.
    """

    line: int
    context: str
    id: str
    strings: tuple[str, ...]
    lines: tuple[int, ...]
    plural: str = ""
    comments: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    before: str = ""
    is_obsolete: bool = False

    @property
    def is_fuzzy(self) -> bool:
        """Return whether somebody has to look at the translation again before it is shown."""
        return FUZZY in self.flags

    @property
    def is_translated(self) -> bool:
        """Return whether there is a translation to be shown."""
        return all(self.strings) and not self.is_fuzzy


@dataclass(frozen=True, slots=True)
class Messages:
    """The messages of a catalogue in their order, and what its header says, by name.

    `plural` is the rule of the header that says which form of a plural a number takes, of how many
    `forms`.
    """

    path: Path
    entries: tuple[Entry, ...] = ()
    header: Mapping[str, str] = field(default_factory=dict)
    obsolete: tuple[Entry, ...] = ()
    comments: tuple[str, ...] = ()
    forms: int = 2
    plural: str = PLURAL
    _form: Callable[[int], int] = field(init=False, repr=False, compare=False)
    _shown: Mapping[tuple[str, str], Entry] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find what can be shown."""
        object.__setattr__(self, "_form", c2py(self.plural))
        shown = {(one.context, one.id): one for one in self.entries if one.is_translated}
        object.__setattr__(self, "_shown", shown)

    @property
    def translated(self) -> Iterable[tuple[str, str]]:
        """Return the contexts and texts of all messages that have a translation."""
        return self._shown.keys()

    def translate(self, context: str, text: str) -> str | None:
        """Return the translation of a message; None where it is missing or fuzzy."""
        entry = self._shown.get((context, text))
        return entry.strings[0] if entry else None

    def translate_plural(self, context: str, text: str, number: int) -> str | None:
        """Return the translation of a message for a number; None where it is missing or fuzzy."""
        entry = self._shown.get((context, text))
        if entry is None:
            return None
        form = self._form(number)
        return entry.strings[form] if form < len(entry.strings) else None


def read(path: Path, problems: list[Problem]) -> Messages:
    """Read a catalogue; every mistake in it is reported, and its message left out."""
    try:
        data = path.read_bytes()
    except OSError as error:
        what = f"it can't be read ({error.strerror})"
        problems.append(Problem(Where(path), what, "make it a file that you may read"))
        return Messages(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"the byte 0x{data[error.start]:02X} is not UTF-8"
        problems.append(Problem(Where(path, line), what, "save the file with the encoding UTF-8"))
        return Messages(path)
    return parse(text, path, problems)


def parse(text: str, path: Path, problems: list[Problem]) -> Messages:
    """Parse the text of a catalogue, the file at `path`; every mistake in it is reported."""
    reader = _Reader(path, problems)
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        reader.take(number, line.strip())
    reader.finish()
    header = {}
    first = reader.entries[0] if reader.entries and not reader.entries[0].id else None
    if first is None:
        problems.append(Problem(Where(path), "the catalogue has no header", HEADER))
    else:
        header = _header(first.strings[0])
        _check_charset(header, Where(path, first.line), problems)
    entries = tuple(entry for entry in reader.entries if entry.id)
    has_plurals = any(entry.plural for entry in entries)
    forms, plural = _plural_rule(header, first, path, has_plurals=has_plurals, problems=problems)
    form = c2py(plural)
    once = [*_once(entries, path, problems)]
    whole = [entry for entry in once if _is_whole(entry, forms, form, path, problems)]
    return Messages(
        path,
        tuple(whole),
        header,
        tuple(reader.obsolete),
        first.comments if first else (),
        forms,
        plural,
    )


class _Reader:
    """Takes line by line what makes up messages."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems
        self.entries: list[Entry] = []
        self.obsolete: list[Entry] = []
        self._begin()

    def take(self, number: int, line: str) -> None:
        if not line or (line.startswith("#") and not line.startswith("#~")):
            self._is_apart = bool(self._begun)
        if not line:
            return
        if line.startswith("#~"):
            self._take_words(number, line[2:].strip(), is_obsolete=True)
        elif line.startswith("#"):
            self._take_comment(line)
        else:
            self._take_words(number, line, is_obsolete=False)

    def finish(self) -> None:
        """Keep the message that has been read last, if it is one."""
        texts, lines = self._texts, self._lines
        begun = self._begun
        strings = {key: value for key, value in texts.items() if key.startswith("msgstr")}
        if begun and "msgid" not in texts:
            what = "a translation without a message" if strings else "a context without a message"
            self._report(begun, what, "write the English above it, behind `msgid`, or remove it")
        elif begun and not strings:
            self._report(lines["msgid"], "a message without `msgstr`", 'write `msgstr ""` below it')
        elif begun:
            is_plural = "msgid_plural" in texts
            forms = sorted(strings, key=lambda key: int(key[7:-1] or -1))
            entry = Entry(
                line=lines["msgid"],
                context=texts.get("msgctxt", ""),
                id=texts["msgid"],
                strings=tuple(strings[key] for key in forms),
                lines=tuple(lines[key] for key in forms),
                plural=texts.get("msgid_plural", ""),
                comments=tuple(self._comments["# "]),
                hints=tuple(self._comments["#."]),
                references=tuple(" ".join(self._comments["#:"]).split()),
                flags=tuple(
                    flag.strip() for flag in ",".join(self._comments["#,"]).split(",") if flag
                ),
                before="\n".join(self._comments["#|"]),
                is_obsolete=self._is_obsolete,
            )
            expected = [f"msgstr[{n}]" for n in range(len(forms))] if is_plural else ["msgstr[]"]
            if forms == expected:
                (self.obsolete if self._is_obsolete else self.entries).append(entry)
            elif is_plural:
                gap = next((key for key in expected if key not in forms), expected[-1])
                self._report(lines["msgid"], f"`{gap}` is missing", "write it below the message")
            else:
                what = "a message without `msgid_plural` has forms of a plural"
                self._report(lines["msgid"], what, "write `msgstr` in place of `msgstr[0]`")
        self._begin()

    def _begin(self) -> None:
        self._begun = 0
        self._is_obsolete = False
        # Whether an empty line or a comment stands behind what was read last.
        self._is_apart = False
        self._at = ""
        self._texts: dict[str, str] = {}
        self._lines: dict[str, int] = {}
        self._comments: dict[str, list[str]] = {k: [] for k in ("# ", "#.", "#:", "#,", "#|")}

    def _take_comment(self, line: str) -> None:
        if any(key.startswith("msgstr") for key in self._texts):
            self.finish()
        kind = line[:2] if line[:2] in self._comments else "# "
        words = line[2:] if line[:2] in self._comments else line[1:]
        self._comments[kind].append(words.strip())

    def _take_words(self, number: int, line: str, *, is_obsolete: bool) -> None:
        # Before obsolete messages stands what they were before; nobody needs that.
        if is_obsolete and line.startswith("|"):
            return
        found = KEYWORD.fullmatch(line)
        if found:
            keyword, index, words = found.groups()
            key = f"msgstr[{index or ''}]" if keyword == "msgstr" else keyword
            has_ended = any(k.startswith("msgstr") for k in self._texts)
            is_next = (has_ended and keyword != "msgstr") or (self._is_apart and key in self._texts)
            is_next |= self._is_apart and keyword == "msgctxt"
            if self._begun and (is_next or self._is_obsolete is not is_obsolete):
                self.finish()
            if key in self._texts:
                self._report(
                    number, f"`{line.split()[0]}` stands here twice", "remove one of the two"
                )
            self._begun = self._begun or number
            self._is_obsolete = is_obsolete
            self._at = key
            self._texts[key] = ""
            self._lines[key] = number
        else:
            words = line
        if not found and (not line.startswith('"') or not self._at):
            what = f"{code(line)} is no part of a message"
            remedy = "put the text into straight quotes behind `msgid` or `msgstr`"
            self._report(number, what, f"{remedy}, or begin a comment with `# `")
            return
        self._texts[self._at] += self._string(number, words)

    def _string(self, number: int, words: str) -> str:
        found = STRING.fullmatch(words)
        if not found:
            what = (
                f"{code(words)} is no text in straight quotes" if words else "the text is missing"
            )
            remedy = 'begin and end the text with `"`, and write `\\"` for a quote within it'
            self._report(number, what, remedy)
            return ""
        unknown = [sign for sign in re.findall(r"\\(.)", found[1]) if sign not in ESCAPED]
        for sign in unknown:
            remedy = "write `\\\\` for a `\\`, `\\n` for the end of a line"
            self._report(number, f"`\\{sign}` stands for nothing", remedy)
        return re.sub(r"\\(.)", lambda match: ESCAPED.get(match[1], match[1]), found[1])

    def _report(self, number: int, what: str, remedy: str) -> None:
        self.problems.append(Problem(Where(self.path, number), what, remedy))


def _header(text: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in text.split("\n"))
    return {key.strip(): value.strip() for key, colon, value in pairs if colon}


def _check_charset(header: Mapping[str, str], where: Where, problems: list[Problem]) -> None:
    kind = header.get("Content-Type", "")
    charset = kind.lower().partition("charset=")[2].strip()
    if charset != "utf-8":
        what = f"the header says `Content-Type: {kind}`" if kind else "`Content-Type` is missing"
        remedy = f"write `{CHARSET}` into the header"
        problems.append(Problem(where, what, f"{remedy}, and save the file with that encoding"))


def _plural_rule(
    header: Mapping[str, str],
    first: Entry | None,
    path: Path,
    *,
    has_plurals: bool,
    problems: list[Problem],
) -> tuple[int, str]:
    """Return how many forms a plural has, and the rule that says which of them a number takes."""
    written = header.get("Plural-Forms", "")
    if rule := _rule(written):
        return rule
    if not (first and (written or has_plurals)):
        return 2, PLURAL
    usual = _usual_rule(header, path)
    what = f"`Plural-Forms` is `{written}`, which is no rule" if written else ""
    remedy = f'write `"Plural-Forms: {usual}\\n"` into the header'
    where = Where(path, first.line)
    problems.append(Problem(where, what or "`Plural-Forms` is missing", remedy))
    rule = _rule(usual)
    assert rule
    return rule


def _rule(written: str) -> tuple[int, str] | None:
    """Read what a header says of plurals; None where that is no rule."""
    found = PLURAL_FORMS.fullmatch(written)
    if not found or not RULE.fullmatch(found[2]):
        return None
    try:
        forms, form = int(found[1]), c2py(found[2])
        is_whole = all(0 <= form(number) < forms for number in NUMBERS)
    except (ValueError, ArithmeticError):
        return None
    return (forms, found[2].strip()) if is_whole else None


def _usual_rule(header: Mapping[str, str], path: Path) -> str:
    # Loaded where it is needed: a catalogue has its rule, as a rule.
    from babel.core import UnknownLocaleError
    from babel.messages.plurals import get_plural

    try:
        forms = get_plural((header.get("Language") or path.stem).replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        forms = get_plural("en")
    return f"nplurals={forms.num_plurals}; plural={forms.plural_expr.replace(' ', '')};"


def _once(entries: Sequence[Entry], path: Path, problems: list[Problem]) -> Iterator[Entry]:
    lines: dict[tuple[str, str], int] = {}
    for entry in entries:
        before = lines.setdefault((entry.context, entry.id), entry.line)
        if before == entry.line:
            yield entry
        else:
            what = f"the message stands already on line {before}"
            problems.append(Problem(Where(path, entry.line), what, "remove one of the two"))


def _is_whole(
    entry: Entry,
    forms: int,
    form: Callable[[int], int],
    path: Path,
    problems: list[Problem],
) -> bool:
    """Report what is wrong with a translation; return whether it can be shown."""
    if entry.is_fuzzy or not any(entry.strings):
        return True
    before = len(problems)
    if entry.plural:
        where = Where(path, entry.line)
        for number in range(len(entry.strings), forms):
            what = f"the form `msgstr[{number}]` of the plural is missing"
            remedy = f"write it: the language has {forms} forms, for {_examples(form, number)}"
            problems.append(Problem(where, what, remedy))
        for number in range(forms, len(entry.strings)):
            what = f"`msgstr[{number}]` is there, and the header knows {forms} forms"
            problems.append(Problem(Where(path, entry.lines[number]), what, "remove it"))
    for number, (text, line) in enumerate(zip(entry.strings, entry.lines, strict=True)):
        where = Where(path, line)
        if not text:
            what = f"the form `msgstr[{number}]` of the plural is empty"
            problems.append(Problem(where, what, f"write it, for {_examples(form, number)}"))
            continue
        is_of_one = bool(entry.plural) and _is_of_one(form, number)
        problems += [Problem(where, *pair) for pair in _misplaced(entry, text, is_of_one=is_of_one)]
    return len(problems) == before


def _misplaced(entry: Entry, text: str, *, is_of_one: bool) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the placeholders and tags of a translation, with the remedies."""
    known = dict.fromkeys(PLACEHOLDER.findall(f"{entry.id} {entry.plural}"))
    used = PLACEHOLDER.findall(text)
    if known or "python-format" in entry.flags:
        for name in known:
            # A form for one number alone may do without it.
            if name not in used and not (is_of_one and name == COUNT):
                yield f"`%({name})s` is missing", "write it where its value belongs, as it is"
        for name in dict.fromkeys(used):
            if name not in known:
                names = [f"%({one})s" for one in known]
                yield f"the message has no `%({name})s`", choose(f"%({name})s", names)
            elif used.count(name) > 1 and f"end_{name}" in known:
                yield f"`%({name})s` stands there twice", "remove one of the two"
        for name in known:
            end = f"end_{name}"
            if end in used and name in used and used.index(end) < used.index(name):
                yield f"`%({end})s` stands before `%({name})s`", "write it behind"
    allowed = HTML.findall(f"{entry.id} {entry.plural}")
    for tag in HTML.findall(text):
        if tag not in allowed:
            yield f"{code(tag)} is HTML, which readers would see as it is", "remove it"


def _is_of_one(form: Callable[[int], int], number: int) -> bool:
    """Return whether one number alone takes a form."""
    return sum(form(n) == number for n in NUMBERS) == 1


def _examples(form: Callable[[int], int], number: int) -> str:
    """Return some of the numbers that take a form."""
    taken = [str(n) for n in NUMBERS if form(n) == number][:3]
    return f"numbers such as {', '.join(taken)}" if taken else "no whole number"


def write(messages: Messages) -> str:
    """Return the text of a catalogue, for `parse`; what is obsolete stands at its end."""
    header = "".join(f"{name}: {value}\n" for name, value in messages.header.items())
    first = Entry(0, "", "", (header,), (0,), comments=messages.comments)
    blocks = [first, *messages.entries, *messages.obsolete]
    return "\n\n".join("\n".join(_written(entry)) for entry in blocks) + "\n"


def _written(entry: Entry) -> Iterator[str]:
    yield from (f"# {line}".rstrip() for line in entry.comments)
    yield from (f"#. {line}" for line in entry.hints)
    yield from (f"#: {line}" for line in entry.references)
    if entry.flags:
        yield f"#, {', '.join(entry.flags)}"
    yield from (f"#| {line}" for line in entry.before.split("\n") if line)
    texts = [("msgctxt", entry.context)] if entry.context else []
    texts += [("msgid", entry.id)]
    if entry.plural:
        texts += [("msgid_plural", entry.plural)]
        texts += [(f"msgstr[{number}]", text) for number, text in enumerate(entry.strings)]
    else:
        texts += [("msgstr", entry.strings[0])]
    for keyword, text in texts:
        for line in f"{keyword} {quote(text)}".split("\n"):
            yield f"#~ {line}" if entry.is_obsolete else line


def quote(text: str) -> str:
    """Return text as a catalogue has it: what has several lines, on as many."""
    lines = text.splitlines(keepends=True) or [""]
    quoted = [_quoted(line) for line in lines]
    return quoted[0] if len(lines) == 1 and not text.endswith("\n") else "\n".join(['""', *quoted])


def _quoted(line: str) -> str:
    signs = {value: f"\\{key}" for key, value in ESCAPED.items()}
    return f'"{"".join(signs.get(char, char) for char in line)}"'
