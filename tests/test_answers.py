"""A mistake in an answer file is told with the line on which it stands."""

from pathlib import Path

import pytest

from partnertools.answers import answer_file
from partnertools.problems import UserError

FILE = r"""{
  "tool": "tea",
  "version": 1,
  "language": "tea.favorite.tea",
  "note": {"tea.favorite.tea": [{"tea.favorite.cups": 1}]},
  "answers": {
    "tea.first": "tea.favorite.tea",
    "tea.second": "\"tea.favorite.tea\": \\",
    "tea.favorite.tea": "answers", "tea.zo\u00eb": "x",
    "tea.favorite.cups":
      "3"
  }
}
"""


def test_the_line_is_that_of_the_key_and_not_of_a_value_that_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text(FILE)
    assert answer_file.load(path).lines == {
        "tea.first": 7,
        "tea.second": 8,
        "tea.favorite.tea": 9,
        "tea.zoë": 9,
        "tea.favorite.cups": 10,
    }


def test_a_wrong_answer_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text(FILE.replace('"answers", ', "null, "))
    with pytest.raises(UserError, match=r"answers\.json:9: the answer to `tea\.favorite\.tea`"):
        answer_file.load(path)
