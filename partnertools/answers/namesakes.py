"""Several copies of one worksheet under the same name: one person's versions, or several people's.

The page that compares answers takes them for one person's until somebody tells it otherwise
(`layouts/scripts/compare/namesakes.js`), so `collect` names them. The vectors of
`formats/vectors/comparing.json` hold for both.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from unicodedata import normalize

from partnertools.answers.copies import Copy, Worksheet, text_of
from partnertools.model.words import Words
from partnertools.problems import Problem, Where
from partnertools.typography import strip_invisible

# As many groups are told of, and as many files of each.
TOLD = 20
FILES = 5


def same_twice(copies: Sequence[Copy], worksheets: Iterable[Worksheet]) -> list[list[Copy]]:
    """Return the copies of one name for one worksheet and round, where there are several."""
    groups: list[list[Copy]] = []
    for worksheet in worksheets:
        found: dict[tuple[str, ...], list[Copy]] = {}
        for copy in copies:
            if copy.worksheet == worksheet["id"] and any(name := _name(copy, worksheet)):
                found.setdefault((*name, _plain(copy.round)), []).append(copy)
        groups += found.values()
    return [group for group in groups if len(group) > 1]


def _name(copy: Copy, worksheet: Worksheet) -> tuple[str, str]:
    """Return the organization and the person that a copy names."""
    named: dict[str, str] = {}
    for field in worksheet["who"]:
        named.setdefault(field.get("names") or "", _plain(text_of(copy, field["id"])))
    return named.get("organization", ""), named.get("person", "")


def _plain(name: str) -> str:
    return " ".join(strip_invisible(normalize("NFKC", name)).split()).lower()


def tell(
    copies: Sequence[Copy], worksheets: Sequence[Worksheet], report: Path, words: Words
) -> Iterator[Problem]:
    """Yield what to know of copies of which only one counts; `words` are those of the report."""
    by_slug = {worksheet["id"]: worksheet for worksheet in worksheets}
    groups = same_twice(copies, worksheets)
    for group in groups[:TOLD]:
        worksheet = by_slug[group[0].worksheet]
        own = [one["id"] for one in worksheet["who"] if one.get("names")]
        who = ", ".join(filter(None, (text_of(group[-1], name).strip() for name in own)))
        files = ", ".join(copy.file for copy in group[:FILES])
        more = f" and {len(group) - FILES} more" if len(group) > FILES else ""
        what = (
            f"`{who}` is on {len(group)} copies of `{worksheet['id']}`, which are taken for one"
            f" person's: {files}{more}; the last of them counts"
        )
        label = words.ngettext("Count as %(count)s person", "Count as %(count)s people", len(group))
        remedy = f"if they are from different people, press “{label}” in the report"
        yield Problem(Where(report), what, remedy)
    if len(groups) > TOLD:
        what = f"{len(groups) - TOLD:,} more names are on several copies of a worksheet each"
        yield Problem(Where(report), what, "the report lists them under “Who answered”")
