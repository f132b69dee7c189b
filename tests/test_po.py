"""Each mistake in a gettext catalogue is named with its line, and its remedy makes it go."""

from pathlib import Path

import pytest

from partnertools.interface import po
from partnertools.interface.messages import Messages
from partnertools.problems import Problem

HEADER = r"""# Polish, for the tests.
msgid ""
msgstr ""
"Language: pl\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) "
"? 1 : 2);\n"

"""
FIRST = HEADER.count("\n") + 1


def parse(text: str) -> tuple[Messages, list[str]]:
    problems: list[Problem] = []
    return po.parse(text, Path("pl.po"), problems), [str(problem) for problem in problems]


WHOLE = (
    HEADER
    + r"""#. Of a button.
#: layouts/form.html layouts/embed.html
# Looked at twice.
msgid "Save"
msgstr "Zapisz"

msgctxt "verb"
msgid "Open"
msgstr "Otwórz"

msgid "a "
"\"b\"\\\n"
"c"
msgstr ""
"„b”\\\n"
"d"

#, python-format
msgid "%(count)s answer of %(name)s"
msgid_plural "%(count)s answers of %(name)s"
msgstr[0] "jedna odpowiedź: %(name)s"
msgstr[1] "%(count)s odpowiedzi: %(name)s"
msgstr[2] "%(count)s odpowiedzi (%(name)s)"

#, fuzzy
#| msgid "Close it"
msgid "Close"
msgstr "Zamknij %(to)s"

msgid "Later"
msgstr ""

#~ msgid "Gone"
#~ msgstr "Nie ma"
"""
)


def test_a_catalogue_says_all_that_stands_in_it() -> None:
    messages, problems = parse(WHOLE)
    assert problems == []
    assert messages.comments == ("Polish, for the tests.",)
    assert messages.header["Language"] == "pl"
    save, opened, quoted, answers, closed, later = messages.entries
    assert (save.line, save.id, save.strings, save.lines) == (
        FIRST + 3,
        "Save",
        ("Zapisz",),
        (FIRST + 4,),
    )
    assert save.hints == ("Of a button.",)
    assert save.references == ("layouts/form.html", "layouts/embed.html")
    assert save.comments == ("Looked at twice.",)
    assert (opened.context, opened.id) == ("verb", "Open")
    assert (quoted.id, quoted.strings) == ('a "b"\\\nc', ("„b”\\\nd",))
    assert answers.plural == "%(count)s answers of %(name)s"
    assert closed.is_fuzzy
    assert closed.before == 'msgid "Close it"'
    assert not later.is_translated
    assert [one.id for one in messages.obsolete] == ["Gone"]


def test_what_is_missing_or_fuzzy_has_no_translation() -> None:
    messages, _ = parse(WHOLE)
    assert messages.translate("", "Save") == "Zapisz"
    assert messages.translate("verb", "Open") == "Otwórz"
    for text in ("Open", "Close", "Later", "Gone", ""):
        assert messages.translate("", text) is None, text


@pytest.mark.parametrize(("number", "form"), [(0, 2), (1, 0), (2, 1), (5, 2), (12, 2), (22, 1)])
def test_a_number_takes_the_form_that_its_language_has_for_it(number: int, form: int) -> None:
    messages, _ = parse(WHOLE)
    strings = messages.entries[3].strings
    translated = messages.translate_plural("", "%(count)s answer of %(name)s", number)
    assert translated == strings[form]
    assert messages.translate_plural("", "Later", number) is None


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_ends_of_lines_and_a_mark_before_the_first_make_no_difference(
    end: str, tmp_path: Path
) -> None:
    path = tmp_path / "pl.po"
    path.write_bytes(b"\xef\xbb\xbf" + WHOLE.replace("\n", end).encode())
    problems: list[Problem] = []
    read = po.read(path, problems)
    assert problems == []
    assert read.entries == parse(WHOLE)[0].entries


PLURAL = 'msgid "%(count)s day"\nmsgid_plural "%(count)s days"\n'
DAYS = 'msgstr[0] "%(count)s dzień"\nmsgstr[1] "%(count)s dni"\nmsgstr[2] "%(count)s dnia"\n'
# What is added to the header, the line that a message names, what it says, and the text mended.
MISTAKES = {
    "a form of a plural is missing": (
        PLURAL + DAYS.rpartition("msgstr[2]")[0],
        0,
        "the form `msgstr[2]` of the plural is missing;"
        " write it: the language has 3 forms, for numbers such as 0, 5, 6",
        PLURAL + DAYS,
    ),
    "a form of a plural is empty": (
        PLURAL + DAYS.replace('"%(count)s dni"', '""'),
        3,
        "the form `msgstr[1]` of the plural is empty; write it, for numbers such as 2, 3, 4",
        PLURAL + DAYS,
    ),
    "a form too many": (
        PLURAL + DAYS + 'msgstr[3] "%(count)s d"',
        5,
        "`msgstr[3]` is there, and the header knows 3 forms; remove it",
        PLURAL + DAYS,
    ),
    "a form left out": (
        PLURAL + DAYS.replace("msgstr[1]", "msgstr[3]"),
        0,
        "`msgstr[1]` is missing; write it below the message",
        PLURAL + DAYS,
    ),
    "forms without a plural": (
        'msgid "Day"\nmsgstr[0] "Dzień"',
        0,
        "a message without `msgid_plural` has forms of a plural;"
        " write `msgstr` in place of `msgstr[0]`",
        'msgid "Day"\nmsgstr "Dzień"',
    ),
    "a placeholder of another name": (
        'msgid "Saved %(when)s"\nmsgstr "Zapisano %(kiedy)s, %(when)s"',
        1,
        "the message has no `%(kiedy)s`; use one of `%(when)s`",
        'msgid "Saved %(when)s"\nmsgstr "Zapisano %(when)s"',
    ),
    "a placeholder that is no longer there": (
        'msgid "Saved %(when)s"\nmsgstr "Zapisano"',
        1,
        "`%(when)s` is missing; write it where its value belongs, as it is",
        'msgid "Saved %(when)s"\nmsgstr "Zapisano %(when)s"',
    ),
    "a number that several forms need": (
        PLURAL + DAYS.replace('"%(count)s dni"', '"dni"'),
        3,
        "`%(count)s` is missing; write it where its value belongs, as it is",
        PLURAL + DAYS,
    ),
    "the end of a link before its beginning": (
        'msgid "Go %(link)shome%(end_link)s"\nmsgstr "%(end_link)sdo domu%(link)s"',
        1,
        "`%(end_link)s` stands before `%(link)s`; write it behind",
        'msgid "Go %(link)shome%(end_link)s"\nmsgstr "%(link)sdo domu%(end_link)s"',
    ),
    "a link twice": (
        'msgid "%(link)shome%(end_link)s"\nmsgstr "%(link)sdo%(link)s domu%(end_link)s"',
        1,
        "`%(link)s` stands there twice; remove one of the two",
        'msgid "%(link)shome%(end_link)s"\nmsgstr "%(link)sdo domu%(end_link)s"',
    ),
    "HTML": (
        'msgid "Save"\nmsgstr "<b>Zapisz"',
        1,
        "`<b>` is HTML, which readers would see as it is; remove it",
        'msgid "Save"\nmsgstr "Zapisz"',
    ),
    "a sign of HTML": (
        'msgid "Save"\nmsgstr "Zapisz&nbsp;to"',
        1,
        "`&nbsp;` is HTML, which readers would see as it is; remove it",
        'msgid "Save"\nmsgstr "Zapisz to"',
    ),
    "a message twice": (
        'msgid "Save"\nmsgstr "Zapisz"\n\nmsgid "Save"\nmsgstr "Zapisać"',
        3,
        f"the message stands already on line {FIRST}; remove one of the two",
        'msgid "Save"\nmsgstr "Zapisz"',
    ),
    "no quotes": (
        'msgid Save\nmsgstr ""',
        0,
        '`Save` is no text in straight quotes; begin and end the text with `"`,'
        ' and write `\\"` for a quote within it',
        'msgid "Save"\nmsgstr ""',
    ),
    "a quote within": (
        'msgid "Save"\nmsgstr "Zapisz "to""',
        1,
        '`"Zapisz "to""` is no text in straight quotes; begin and end the text with `"`,'
        ' and write `\\"` for a quote within it',
        'msgid "Save"\nmsgstr "Zapisz \\"to\\""',
    ),
    "a sign that is none": (
        'msgid "Save"\nmsgstr "Za\\pisz"',
        1,
        "`\\p` stands for nothing; write `\\\\` for a `\\`, `\\n` for the end of a line",
        'msgid "Save"\nmsgstr "Zapisz"',
    ),
    "words in between": (
        'msgid "Save"\nZapisz\nmsgstr "Zapisz"',
        1,
        "`Zapisz` is no part of a message; put the text into straight quotes behind"
        " `msgid` or `msgstr`, or begin a comment with `# `",
        'msgid "Save"\n# Zapisz\nmsgstr "Zapisz"',
    ),
    "a keyword twice": (
        'msgid "Save"\nmsgid "Keep"\nmsgstr "Zapisz"',
        1,
        "`msgid` stands here twice; remove one of the two",
        'msgid "Save"\nmsgstr "Zapisz"',
    ),
    "no msgstr": (
        'msgid "Save"\n\n# A comment.\nmsgctxt "a"\nmsgid "b"\nmsgstr "c"',
        0,
        'a message without `msgstr`; write `msgstr ""` below it',
        'msgid "Save"\nmsgstr ""\n\n# A comment.\nmsgctxt "a"\nmsgid "b"\nmsgstr "c"',
    ),
    "no msgid": (
        'msgstr "Zapisz"',
        0,
        "a translation without a message; write the English above it, behind `msgid`, or remove it",
        'msgid "Save"\nmsgstr "Zapisz"',
    ),
    "a context alone": (
        'msgctxt "verb"',
        0,
        "a context without a message; write the English above it, behind `msgid`, or remove it",
        'msgctxt "verb"\nmsgid "Save"\nmsgstr "Zapisz"',
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_its_line_and_its_remedy_makes_it_go(name: str) -> None:
    text, line, message, mended = MISTAKES[name]
    _, problems = parse(HEADER + text)
    assert f"pl.po:{FIRST + line}: {message}" in problems
    assert len({problem.partition(": ")[0] for problem in problems}) == 1, problems
    assert parse(HEADER + mended)[1] == []


def test_a_translation_with_a_mistake_is_not_shown() -> None:
    for name in ("a placeholder of another name", "HTML", "a form of a plural is empty"):
        text = MISTAKES[name][0]
        messages, _ = parse(HEADER + text)
        assert messages.entries == (), name


TYPE = '"Content-Type: text/plain; charset=UTF-8\\n"\n'
FORMS = '"Plural-Forms: nplurals=3; plural=n==1 ? 0 : 1;\\n"\n'
USUAL = "nplurals=3; plural=n==1?0:n%10>=2&&n%10<=4&&(n%100<12||n%100>14)?1:2;"
USUAL_FORMS = f'"Plural-Forms: {USUAL}\\n"\n'
HEADERS = {
    "none": ("", "pl.po: the catalogue has no header; write", 'msgid ""\nmsgstr ' + TYPE),
    "no encoding": (
        'msgid ""\nmsgstr "Language: pl\\n"\n',
        "pl.po:1: `Content-Type` is missing; write",
        'msgid ""\nmsgstr "Language: pl\\n"\n' + TYPE,
    ),
    "another encoding": (
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=ISO-8859-2\\n"\n',
        "pl.po:1: the header says `Content-Type: text/plain; charset=ISO-8859-2`; write",
        'msgid ""\nmsgstr ' + TYPE,
    ),
    "no rule": (
        'msgid ""\nmsgstr ' + TYPE + PLURAL + DAYS,
        f'pl.po:1: `Plural-Forms` is missing; write `"Plural-Forms: {USUAL}\\n"`',
        'msgid ""\nmsgstr ' + TYPE + USUAL_FORMS + PLURAL + DAYS,
    ),
    "a rule that is none": (
        'msgid ""\nmsgstr ' + TYPE + FORMS.replace("? 0 : 1", "? 0") + PLURAL + DAYS,
        "pl.po:1: `Plural-Forms` is `nplurals=3; plural=n==1 ? 0;`, which is no rule; write",
        'msgid ""\nmsgstr ' + TYPE + USUAL_FORMS + PLURAL + DAYS,
    ),
    "a rule beyond its forms": (
        'msgid ""\nmsgstr ' + TYPE + FORMS.replace("? 0 : 1", "? 0 : 3") + PLURAL + DAYS,
        "pl.po:1: `Plural-Forms` is `nplurals=3; plural=n==1 ? 0 : 3;`, which is no rule; write",
        'msgid ""\nmsgstr ' + TYPE + USUAL_FORMS + PLURAL + DAYS,
    ),
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_mistake_in_a_header_is_named(name: str) -> None:
    text, message, mended = HEADERS[name]
    _, problems = parse(text)
    assert any(problem.startswith(message) for problem in problems), problems
    assert parse(mended)[1] == []


def test_what_can_not_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "pl.po"
    problems: list[Problem] = []
    assert po.read(path, problems).entries == ()
    path.write_bytes(HEADER.encode() + b'msgid "Save"\nmsgstr "\xb6"\n')
    assert po.read(path, problems).entries == ()
    missing, encoding = problems
    assert missing.what == "it can't be read (No such file or directory)"
    assert encoding.where.line == FIRST + 1
    assert encoding.what == "the byte 0xB6 is not UTF-8"
