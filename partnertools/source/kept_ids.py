"""An edition and its base -> the ids of the base's worksheets that the edition has lost or changed.

Answers to a worksheet of the base and of its edition can be compared as long as the ids of fields
and choices, the kinds of answers and the version are the same. More fields than the base has are no
matter.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from partnertools.model import fields
from partnertools.model.prompt import Field
from partnertools.model.toolkit import Tool, Toolkit
from partnertools.model.values import Choice
from partnertools.problems import Problem, Where, choose
from partnertools.source import published
from partnertools.source.overlay import Laid
from partnertools.source.published import Published

SHOWN = 3
OWN_SLUG = "or give the worksheet a slug of its own, and leave that of the base out"


def is_in_question(laid: Laid) -> bool:
    """Tell whether anything is laid over the base that has ids in it."""
    return any(one.kind in ("tools", "opening", "openings", "scales") for one in laid.covered)


def problems(
    toolkit: Toolkit,
    base: Toolkit,
    released: Published,
    laid: Laid,
    unread: Collection[Path] = (),
) -> Iterator[Problem]:
    """Yield what keeps answers to the base and to the edition from being compared.

    What the base has released counts; of what it has not, what it asks today. What is missing in
    the `unread` files may be there once their mistakes are mended.
    """
    own = {source.target: source.path for source in laid.sources}
    instead = {one.path: own[one.target] for one in laid.covered if one.target in own}
    scales = {one.slug: own[one.target] for one in laid.covered if one.kind == "scales"}
    own_tools = {tool.slug: tool for tool in toolkit.tools if tool.where.path not in unread}
    for before in base.tools:
        if tool := own_tools.get(before.slug):
            pair = _Pair(tool, before, instead, scales)
            yield from pair.problems(released.get(before.target, {}))


@dataclass(frozen=True, slots=True)
class _Pair:
    """A worksheet of the edition and of the base, and the files that are laid over others.

    `instead` has them by the path of what they cover, `scales` the scales among them by their ids.
    """

    tool: Tool
    before: Tool
    instead: Mapping[Path, Path]
    scales: Mapping[str, Path]

    def problems(self, released: dict[str, Any]) -> Iterator[Problem]:
        """Yield what the edition has lost or changed."""
        now = {self._short(field): field for field in fields.of_tool(self.tool)}
        before = {self._short(field): field for field in fields.of_tool(self.before)}
        version = released.get("version", self.before.version)
        if self._is_own and self.tool.version != version:
            what = f"`version` is {self.tool.version}, and that of the base is {version}"
            yield Problem(self.tool.where, what, f"write `version: {version}`, {OWN_SLUG}")
        for short, field in now.items():
            if short in released.get("retired", ()) and self._is_own:
                what = f"the id `{short}` belonged to a field that the base no longer asks"
                yield Problem(field.where, what, "give the new field another one")
        known = published.fields_of(self.before) | released.get("fields", {})
        lost: dict[Path, list[str]] = {}
        for short, was in known.items():
            if short not in now:
                if place := self._place(before.get(short)):
                    lost.setdefault(place, []).append(short)
            elif was["kind"] != (kind := now[short].value_type.name):
                what = f"the field `{short}` is a {kind}, and that of the base a {was['kind']}"
                yield Problem(now[short].where, what, f"give it another id, {OWN_SLUG}")
            else:
                yield from self._explain_lost_choices(now[short], short, was.get("choices", ()))
        new = {short: field for short, field in now.items() if short not in known}
        for place, gone in lost.items():
            yield from self._explain_lost(gone, place, new)

    @property
    def _is_own(self) -> bool:
        return self.before.where.path in self.instead

    def _explain_lost(
        self, lost: list[str], place: Path, new: Mapping[str, Field]
    ) -> Iterator[Problem]:
        or_else = f", {OWN_SLUG}" if self._is_own else ""
        for short in [*lost]:
            near = choose(short, [*new])
            if near.startswith("did you mean"):
                what = f"the field `{short}` of the base is gone"
                where = new[near.split("`")[1]].where
                yield Problem(where, what, f"{near} Keep the id of the base{or_else}")
                lost.remove(short)
        if len(lost) == 1:
            what = f"the field `{lost[0]}` of the base is gone"
            yield Problem(Where(place), what, f"put it back{or_else}")
        elif lost:
            some = ", ".join(f"`{short}`" for short in lost[:SHOWN])
            some += " …" if len(lost) > SHOWN else ""
            what = f"{len(lost)} fields of the base are gone: {some}"
            yield Problem(Where(place), what, f"put them back{or_else}")

    def _explain_lost_choices(
        self, field: Field, short: str, before: Sequence[str]
    ) -> Iterator[Problem]:
        there = [option.id for option in field.options]
        scale = field.value_type.scale if isinstance(field.value_type, Choice) else ""
        for choice in before:
            if choice in there:
                continue
            near = choose(choice, [one for one in there if one not in before])
            remedy = "put it back: its words may be others"
            if near.startswith("did you mean"):
                remedy = f"{near} Keep the id of the base: the words may be others"
            if scale in self.scales:
                what = f"the point `{choice}` of the base's scale is gone"
                yield Problem(Where(self.scales[scale]), what, remedy)
            else:
                what = f"the choice `{choice}` of `{short}` in the base is gone"
                yield Problem(field.where, what, remedy)

    def _place(self, was: Field | None) -> Path | None:
        """Return the file of the edition in which a field is missing; None where none is."""
        if self._is_own:
            return self.tool.where.path
        return self.instead.get(was.where.path) if was else None

    def _short(self, field: Field) -> str:
        return field.id.removeprefix(f"{self.tool.slug}.")
