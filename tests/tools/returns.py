"""In: the blank PDFs of a worksheet. Out: forty copies of it as people send them back.

Five invented organizations with four people each fill it in in two rounds: with every program of
`fillers.FILLERS`, on both papers, and on its page. They are the same each time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from partnertools.pdf.forms import plan
from partnertools.pdf.forms.fill import Filler
from tools.fillers import FILLERS, Value, Values

ORGANIZATIONS = (
    "Harbor School",
    "Mill River Trust",
    "Quarry Books",
    "Second Street Clinic",
    "Tidewater Families",
)
PEOPLE = ("Ana", "Ben", "Chen", "Dara")
ROUNDS = ("Fall 2026", "Spring 2027")
PAPERS = ("", "-letter")
LEVELS = ("bitter", "drinkable", "heavenly")
# So many copies each program fills in; the others come from the page, as PDF or as answer file.
EACH = 2


@dataclass(frozen=True, slots=True)
class Returned:
    """A file that was sent back, and what its sender has answered."""

    name: str
    data: bytes
    program: str
    round: str
    answers: dict[str, Value]


def returned(tools: Path) -> Iterator[Returned]:
    """Yield the copies; `tools` is the folder of a site with the worksheet `tea`."""
    programs = [name for name in FILLERS for _ in range(EACH)]
    people = [f"{person} of {body}" for body in ORGANIZATIONS for person in PEOPLE]
    copies = [(who, place, turn) for turn in range(len(ROUNDS)) for place, who in enumerate(people)]
    for number, (who, place, turn) in enumerate(copies):
        program = programs[number // 3] if number % 3 == 0 and number // 3 < len(programs) else ""
        answers = answered(who, place, turn)
        labels = {"round": ROUNDS[turn], "for": "Ines Ortega"}
        name = f"{number:02}-{program or 'page'}"
        if not program and number % 2:
            about = {"format": 1, "tool": "tea", "version": 2, "language": "en", **labels}
            data = json.dumps({**about, "answers": answers}).encode()
            yield Returned(f"{name}.json", data, program, ROUNDS[turn], answers)
            continue
        blank, filler = form(tools / "tea" / f"tea{PAPERS[number // 2 % len(PAPERS)]}.pdf")
        values: Values = {} if program else answers
        data = blank + filler.update(len(blank), values, labels)
        if program:
            data = FILLERS[program](data, answers)
        yield Returned(f"{name}.pdf", data, program, ROUNDS[turn], answers)


def answered(who: str, place: int, turn: int) -> Values:
    """Return what a person answers. In the last round, *Taste* splits them more than all else."""
    given: Values = {"tea.about.name": who}
    given["tea.pick.taste"] = LEVELS[2 * (place % 2)] if turn else LEVELS[place % 3]
    if place != 7:
        given["tea.pick.skill"] = LEVELS[1 + (place // 3 + turn) % 2]
    given["tea.pick.sweetener"] = ("none", "honey")[(place // 2 + turn) % 2]
    if place % 4 == 0:
        given["tea.pick.notes"] = f"{who} has seen it in round {turn + 1}."
    if place % 5:
        given["tea.pick.company.cat"] = True
    return given


@cache
def form(path: Path) -> tuple[bytes, Filler]:
    data = path.read_bytes()
    return data, Filler(plan.of_pdf(data, path))
