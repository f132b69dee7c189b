"""A statement to judge."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from partnertools.model.prompt import (
    REQUIRED,
    Directive,
    Field,
    Prompt,
)
from partnertools.model.prose import Prose
from partnertools.model.values import Choice, Option
from partnertools.model.words import Words

OPTIONS = (Option("true", "True"), Option("false", "False"))


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFalse(Prompt):
    """A statement to judge, with its place in the answer key; `choices` are the two judgments."""

    answer: bool
    see: Prose
    reason: Prose
    choices: tuple[Option, ...] = OPTIONS

    kind: ClassVar[str] = "true-false"
    about: ClassVar[str] = "a statement to judge"
    options: ClassVar[Mapping[str, str]] = {
        "answer": "What is right: `true` or `false`.",
        "see": "Where more is said: a link, or the file that it leads to.",
    }
    flags: ClassVar[Mapping[str, str]] = REQUIRED
    body: ClassVar[str] = "the reason, which the answer key gives; it can't be left out"
    has_key: ClassVar[bool] = True

    @classmethod
    def read(cls, directive: Directive) -> Self:
        """Read the answer, the reason for it, and where more is said."""
        see = directive.inline("see")
        reason = directive.prose()
        if not reason.written:
            directive.report(0, "the answer has no reason", "write it below the options")
        return cls(
            **directive.asked(),
            answer=directive.attributes.word("answer", ("true", "false")) == "true",
            see=see,
            reason=reason,
        )

    def say_in(self, words: Words) -> Self:
        """Return it with both judgments in a language."""
        # translators: a judgment of a statement, beside “False”
        true = Option("true", words.gettext("True"))
        # translators: a judgment of a statement, beside “True”
        return replace(self, choices=(true, Option("false", words.gettext("False"))))

    @property
    def right_answer(self) -> str:
        """Return the id of what is right."""
        return "true" if self.answer else "false"

    def fields(self, slug: str) -> Iterator[Field]:
        """Yield the judgment."""
        yield self.field(slug, Choice(self.choices))
