"""What happens to each text for people while sources are read.

As a rule, nothing: it stays as it is. `Gathered` notes all texts, for translators; `translation`
says them in another language. Both hear of the same texts by the same names, which are made of ids.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from partnertools.problems import Problem, Where
from partnertools.source.keyed import LocatedMapping, WrittenValue
from partnertools.typography import typeset

# Keys that are Markdown.
IN_MARKDOWN = ("next", "facilitator")
# Keys with the words of others, which no language says otherwise.
VERBATIM = ("source", "citation")


@dataclass(frozen=True, slots=True)
class WrittenText:
    """A text for people as it is written, on one line but for breaks that are meant.

    The `context` is made of the name of the file, ids, and what part it is: texts of one context
    differ. `about` tells translators what they can't see, each a sentence or a few words.
    """

    context: str
    text: str
    where: Where
    about: tuple[str, ...] = ()
    is_markdown: bool = False

    @property
    def has_words(self) -> bool:
        """Return whether there is anything to translate."""
        return any(char.isalpha() for char in self.text)


class Texts:
    """Texts that stay as they are.

    `language` is that of texts without a translation, `into` the one that others are said in; both
    are empty where nothing is translated.
    """

    language = ""
    into = ""
    # What else words come from, as a text; None where each text has to be heard.
    version: str | None = ""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        # What was said otherwise, or could have been.
        self.heard: list[WrittenText] = []

    def hear_again(self, texts: Iterable[WrittenText]) -> None:
        """Take in texts that were `heard` when the words came from the same, without a mistake."""

    def say(self, text: WrittenText) -> str | None:
        """Return other words; None where there are none, and the text is shown as it is."""
        return None

    def say_keys(self, keyed: LocatedMapping, name: str, about: Mapping[str, str]) -> None:
        """Put other words into the values of keys, where there are any.

        `about` says of each key with words for people what it is for.
        """
        for key, value in keyed.values.items():
            if key in VERBATIM:
                keyed.values[key] = replace(value, language=self.language)
            if key not in about:
                continue
            context, told = f"{name}/{key}", (f"`{key}`: {about[key]}",)
            items = tuple(self.said(item, context, told) for item in value.items or ())
            if items:
                keyed.values[key] = replace(value, items=items)
            else:
                is_markdown = key in IN_MARKDOWN
                keyed.values[key] = self.said(value, context, told, is_markdown=is_markdown)

    def said(
        self,
        value: WrittenValue,
        context: str,
        about: Iterable[str] = (),
        *,
        is_markdown: bool = False,
    ) -> WrittenValue:
        """Return a value with other words, or the same one with the language of its own."""
        if not value.scalar:
            return value
        written = " ".join(value.scalar.split())
        text = WrittenText(context, written, value.where, tuple(about), is_markdown)
        if not text.has_words:
            return value
        words = self.say(text)
        if words is None:
            return replace(value, language=self.language) if self.language else value
        return replace(value, scalar=words if is_markdown else typeset(words, self.into))


class Gathered(Texts):
    """All texts, in the order in which they were met; each once."""

    version = None

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[tuple[str, str], WrittenText] = {}

    def say(self, text: WrittenText) -> str | None:
        """Note a text, and leave it as it is."""
        self.texts.setdefault((text.context, text.text), text)
        return None
