"""Front matter -> the slugs that a document or a packet had before."""

from partnertools.model.toolkit import Alias
from partnertools.problems import Problem
from partnertools.source.keyed import LocatedMapping, WrittenValue
from partnertools.source.sources import LONGEST_SLUG, SLUG, slugify


def read(keyed: LocatedMapping) -> tuple[Alias, ...]:
    """Return the former slugs, each with its line."""

    def alias(value: WrittenValue) -> Alias | None:
        slug = value.scalar or ""
        if SLUG.fullmatch(slug) and len(slug) <= LONGEST_SLUG:
            return Alias(slug, value.where)
        near = slugify(slug.rpartition("/")[2].removesuffix(".md"))
        remedy = f"write `- {near}`" if near else "write a slug, such as `- first-day`"
        what = f"`{slug}` can't be the slug that this had before"
        keyed.problems.append(Problem(value.where, what, remedy))
        return None

    return keyed.list("aliases", alias, needed=False)
