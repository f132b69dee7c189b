"""An answer file and a form -> a filled copy.

1. load   the answers                        partnertools.answers
2. plan   what the form has                  partnertools.pdf.forms.plan
3. check  the answers against the form
4. fill   by adding to the file              partnertools.pdf.forms.fill
5. flatten, where asked for                  partnertools.pdf.forms.flatten
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from partnertools import files
from partnertools.answers import answer_file
from partnertools.answers.answer_file import Answers
from partnertools.interface import catalogues
from partnertools.model.toolkit import Paper
from partnertools.model.values import Flag
from partnertools.model.words import Words
from partnertools.pdf.forms import flatten, plan
from partnertools.pdf.forms.fill import Filler
from partnertools.pdf.forms.plan import FillPlan
from partnertools.problems import Problem, UserError, Where, choose
from partnertools.typography import name_character

# Beyond so many unknown ids, the answers are those of another form.
TOLD = 20


def form_path(form: str, root: Path, paper: Paper | None = None) -> Path:
    """Return the path of a form that is named by its file or by its tool's slug.

    Without a paper it is that of the toolkit. Raises `UserError` where there is no such file.
    """
    if form.lower().endswith(".pdf"):
        return Path(form)
    path = root / "dist" / "tools" / form / f"{form}.pdf"
    other = path.with_stem(f"{form}-{paper}")
    # The usual paper is not named.
    path = other if other.is_file() else path
    if not path.is_file():
        tools = root / "dist" / "tools"
        known = sorted(p.name for p in tools.iterdir()) if tools.is_dir() else []
        what = f"there is no form `{form}` in dist/"
        remedy = choose(form, known) if known else "build first, or name a PDF file"
        raise UserError([Problem(Where(path), what, remedy)])
    return path


def fill(
    form: Path,
    answers: Path,
    out: Path,
    *,
    is_locked: bool = False,
    is_flat: bool = False,
    root: Path = Path(),
) -> int:
    """Write a filled copy of a form to `out` and return how many answers it has.

    What a flat copy says of its answers is in the words of the project at `root`.

    Raises `UserError` with every mistake in the answers or the form, and where `out` is one of the
    two; nothing is written then.
    """
    files.check_apart(out, (form, answers))
    given = answer_file.load(answers)
    data = plan.read(form)
    form_plan = plan.of_pdf(data, form)
    filler = Filler(form_plan, is_locked)
    problems = list(_problems(given, filler, form))
    if problems:
        raise UserError(problems)
    labels = {"round": given.round, "for": given.asked_by}
    copy = data + filler.update(len(data), given.values, labels)
    if is_flat:
        with plan.telling_of_damage(form):
            copy = flatten.flatten_pdf(copy, partial(_words, root))
    files.write(out, copy)
    return len(given.values)


def _words(root: Path, language: str) -> Words:
    # What is wrong with a catalogue is said where the project is built.
    return catalogues.read(language, catalogues.folders(root), [])


def _problems(given: Answers, filler: Filler, form: Path) -> Iterator[Problem]:
    form_plan = filler.plan
    mapping = form_plan.forms.get(given.tool)
    if mapping is None:
        what = f"the answers belong to `{given.tool}`, which is not in {form}"
        yield Problem(given.where(), what, choose(given.tool, sorted(form_plan.forms)))
        return
    version = mapping.split("/")[1] if mapping.count("/") == 2 else ""
    if version and given.version and version != str(given.version):
        what = f"the answers are for version {given.version}, the form is version {version}"
        remedy = "check them against the form, then change `version`"
        yield Problem(given.where(), what, remedy)
    unknown = [name for name in given.values if name not in form_plan.fields]
    for name in unknown[:TOLD]:
        what = f"unknown id `{name}`"
        yield Problem(given.where(name), what, _remedy(name, given.values[name], form_plan))
    if len(unknown) > TOLD:
        what = f"{len(unknown) - TOLD:,} more ids are unknown"
        yield Problem(given.where(unknown[TOLD]), what, "take the answers of this form")
    for name, value in given.values.items():
        field = form_plan.fields.get(name)
        where = given.where(name)
        if field is None:
            continue
        if mistake := field.value_type.check(value):
            yield Problem(where, f"`{name}` {mistake.what}", mistake.remedy)
        elif field.value_type.field_type == "Tx":
            text = field.value_type.text(value)
            yield from _check_letters(form_plan, name, text, where)
            yield from _check_length(filler, name, text, where)


def _remedy(name: str, value: object, form_plan: FillPlan) -> str:
    """Say what was probably meant by an id that the form does not have."""
    known = sorted(form_plan.fields)
    if whole := [one for one in known if one.endswith(f".{name}")]:
        return f"did you mean `{whole[0]}`?" if len(whole) == 1 else choose("", whole)
    below = [one for one in known if f".{name}." in f".{one}"]
    if below and all(isinstance(form_plan.fields[one].value_type, Flag) for one in below):
        picked = next((one for one in below if one.endswith(f".{value}")), below[0])
        return f'write `"{picked}": true`, and so for each choice that is picked'
    return choose("", below) if below else choose(name, known)


def _check_letters(form_plan: FillPlan, name: str, value: str, where: Where) -> Iterator[Problem]:
    unknown = form_plan.metrics.find_unknown(value)
    if unknown:
        letters = ", ".join(map(name_character, unknown))
        what = f"the typeface of the form has no {letters}, in `{name}`"
        remedy = f"write it in another way, in {form_plan.metrics.scripts} letters"
        yield Problem(where, what, remedy)


def _check_length(filler: Filler, name: str, value: str, where: Where) -> Iterator[Problem]:
    if not filler.fits(name, value):
        what = f"the answer to `{name}` has {len(value)} characters and doesn't fit its box"
        yield Problem(where, what, "shorten it, or put the rest on a sheet of its own")
