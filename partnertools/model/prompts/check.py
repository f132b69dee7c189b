"""A box to tick, which is there in columns alone."""

from typing import ClassVar

from partnertools.model.prompt import (
    Cell,
    ColumnText,
)
from partnertools.model.values import Flag, ValueType


class Check(Cell):
    """A column of boxes to tick."""

    kind: ClassVar[str] = "check"
    about: ClassVar[str] = "a box to tick"

    @classmethod
    def value_type(cls, column: ColumnText) -> ValueType:
        """Return a box to tick."""
        return Flag()
