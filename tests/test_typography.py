"""Plain text is set as a typesetter would set it."""

import pytest

from partnertools.typography import counted, typeset


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ('the "SMART" goals', "the “SMART” goals"),
        ("it's the partners' goal", "it’s the partners’ goal"),
        ("\"'Tea' is wet\", she said", "“‘Tea’ is wet”, she said"),
        ("“set” already, isn’t it", "“set” already, isn’t it"),
        ("*stars*, [brackets](x), <b> & \\ stay", "*stars*, [brackets](x), <b> & \\ stay"),
        ("2-3 -- and ... and (c)", "2-3 -- and ... and (c)"),
        ("", ""),
    ],
)
def test_quotes_and_apostrophes_become_typographic(plain: str, expected: str) -> None:
    assert typeset(plain) == expected


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "0 fields"), (1, "1 field"), (2, "2 fields"), (11, "11 fields")]
)
def test_what_is_counted_is_in_the_plural_unless_it_is_one(number: int, expected: str) -> None:
    assert counted(number, "field") == expected
