"""The languages of a toolkit: how much is translated, and where the site in each of them is."""

from dataclasses import dataclass

from partnertools.typography import Direction, direction

# All codes of two letters (ISO 639-1, with those that the registry of BCP 47 keeps from before).
CODES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy "
    "da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu "
    "hy hz ia id ie ig ii ik in io is it iu iw ja ji jv jw ka kg ki kj kk kl km kn ko kr ks ku kv "
    "kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr "
    "nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq "
    "sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi "
    "yo za zh zu"
)


def spell(tag: str) -> str:
    """Return a tag with the capitals that tags have (RFC 5646, 2.1.1): `zh-Hant-TW`."""
    first, *others = tag.replace("_", "-").lower().split("-")
    spelled = [first]
    for part in others:
        # Behind a single letter stands what is no region and no script.
        if any(len(before) == 1 for before in spelled):
            spelled.append(part)
        elif len(part) == 2:
            spelled.append(part.upper())
        else:
            spelled.append(part.title() if len(part) == 4 and part.isalpha() else part)
    return "-".join(spelled)


def is_known(tag: str) -> bool:
    """Tell whether there is such a language, as far as its code has two letters."""
    first = tag.lower().partition("-")[0]
    return len(first) != 2 or first in CODES.split()


@dataclass(frozen=True, slots=True)
class Translation:
    """How much of a toolkit is translated; what is fuzzy has to be looked at again."""

    language: str
    texts: int
    translated: int
    fuzzy: int

    def __str__(self) -> str:
        """Say it in words."""
        fuzzy = f", {self.fuzzy:,} fuzzy" if self.fuzzy else ""
        return f"{self.translated:,} of {self.texts:,} texts translated{fuzzy}"


@dataclass(frozen=True, slots=True)
class LocalSite:
    """The site in one language; `path` leads there from the site in another, or the same one."""

    language: str
    path: str

    @property
    def direction(self) -> Direction:
        """Return how its language is written."""
        return direction(self.language)
