"""A gettext catalogue (`.po`) -> its messages, each with its line; mistakes in it are problems.

The format is that of GNU gettext ("The Format of PO Files"), in UTF-8. Programs for translators,
and Babel, pass over what they can't read; here every message says on which line it stands.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from gettext import c2py
from pathlib import Path

from partnertools.interface import plurals, translations
from partnertools.interface.messages import Entry, Messages
from partnertools.problems import Problem, Where, code

KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d+)\])?\s*(.*)")
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
ESCAPED = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
CHARSET = r'"Content-Type: text/plain; charset=UTF-8\n"'
HEADER = f'write a first message of `msgid ""` and `msgstr {CHARSET}`'


def read(path: Path, problems: list[Problem]) -> Messages:
    """Read a catalogue; every mistake in it is reported, and its message left out."""
    return _read(path, problems, _decode)


def read_again(path: Path, problems: list[Problem]) -> Messages:
    """Read a catalogue as `read` does, one of a few that are asked for time and again."""
    return _read(path, problems, _decode_once)


def _read(
    path: Path,
    problems: list[Problem],
    decode: Callable[[bytes, Path], tuple[Messages, tuple[Problem, ...]]],
) -> Messages:
    try:
        data = path.read_bytes()
    except OSError as error:
        what = f"it can't be read ({error.strerror})"
        problems.append(Problem(Where(path), what, "make it a file that you may read"))
        return Messages(path)
    messages, found = decode(data, path)
    problems += found
    return messages


def _decode(data: bytes, path: Path) -> tuple[Messages, tuple[Problem, ...]]:
    problems: list[Problem] = []
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"the byte 0x{data[error.start]:02X} is not UTF-8"
        remedy = "save the file with the encoding UTF-8"
        return Messages(path), (Problem(Where(path, line), what, remedy),)
    messages = parse(text, path, problems)
    return messages, tuple(problems)


_decode_once = lru_cache(maxsize=8)(_decode)


def parse(text: str, path: Path, problems: list[Problem]) -> Messages:
    """Parse the text of a catalogue, the file at `path`; every mistake in it is reported."""
    reader = _CatalogueReader(path, problems)
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
    line = first.line if first else None
    forms, plural = plurals.read_rule(
        header, line, path, has_plurals=has_plurals, problems=problems
    )
    form = c2py(plural)
    once = [*translations.keep_first(entries, path, problems)]
    whole = [entry for entry in once if translations.check(entry, forms, form, path, problems)]
    return Messages(
        path,
        tuple(whole),
        header,
        tuple(reader.obsolete),
        first.comments if first else (),
        forms,
        plural,
    )


class _CatalogueReader:
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
        if "\\" not in found[1]:
            return found[1]
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


def write(messages: Messages) -> str:
    """Return the text of a catalogue, for `parse`; what is obsolete stands at its end."""
    header = "".join(f"{name}: {value}\n" for name, value in messages.header.items())
    first = Entry(0, "", "", (header,), (0,), comments=messages.comments)
    blocks = [first, *messages.entries, *messages.obsolete]
    return "\n\n".join("\n".join(_write_entry(entry)) for entry in blocks) + "\n"


def _write_entry(entry: Entry) -> Iterator[str]:
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
    quoted = [_quote_text(line) for line in lines]
    return quoted[0] if len(lines) == 1 and not text.endswith("\n") else "\n".join(['""', *quoted])


def _quote_text(line: str) -> str:
    signs = {value: f"\\{key}" for key, value in ESCAPED.items()}
    return f'"{"".join(signs.get(char, char) for char in line)}"'
