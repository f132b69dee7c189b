"""The variable typeface of a script -> a static face of one weight, with the script's letters."""

import io
from functools import cache

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from partnertools import typeface
from partnertools.typeface import Script

# What letters of several scripts are joined with, parted by, or shown without their neighbours.
WITH_ALL = (0x20, 0x200C, 0x200D, 0x25CC)


@cache
def make_static(script: Script, weight: int) -> bytes:
    """Return a TrueType font with all features of its layout; the same bytes each time.

    It takes a second or two: what has a cache keeps it there.
    """
    font = TTFont(typeface.script_file(script), recalcTimestamp=False)
    options = subset.Options(
        hinting=False, layout_features=["*"], name_IDs=["*"], notdef_outline=True
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[*script.codes, *WITH_ALL])
    subsetter.subset(font)
    axes = {"wght": weight, "wdth": 100}
    static = instancer.instantiateVariableFont(font, axes, inplace=True)
    static["OS/2"].usWeightClass = weight
    out = io.BytesIO()
    static.save(out)
    return out.getvalue()
