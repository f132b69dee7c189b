"""Fields of a PDF form -> the types of their values."""

from collections.abc import Sequence

from partnertools.model import numbers
from partnertools.model.values import MULTILINE, RADIO, Choice, Flag, Option, Text, ValueType


def of_form(field_type: str, flags: int, states: Sequence[str], form_value: str = "") -> ValueType:
    """Return the type of a field of a PDF form: its `/FT` without slash, its `/Ff`, its states.

    `form_value` is what the form says of it beside. It doesn't say what its options are called:
    each is known by its id alone.
    """
    if field_type == "Tx" and form_value:
        return numbers.of_form(form_value)
    if field_type == "Tx":
        return Text(is_long=bool(flags & MULTILINE))
    if flags & RADIO:
        return Choice(tuple(Option(state, state) for state in states))
    return Flag(states[0])
