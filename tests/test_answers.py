"""A mistake in an answer file is told with its line, and why one can't be read."""

from pathlib import Path

import pytest

from partnertools.answers import answer_file, table
from partnertools.model.words import Message
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


@pytest.mark.parametrize(
    "text",
    [
        *['{"a": ', '{"a": 1,}', "{a: 1}", '{"a" 1}', '{"a": 1 "b": 2}', '{"a": "', '{"a": "\n"}'],
        *['{"a": "\\q"}', '{"a": "\\u12"}', "{} {}"],
    ],
)
def test_why_a_file_is_no_json_is_said_in_words_that_have_translations(
    text: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, "utf-8")
    with pytest.raises(UserError) as caught:
        answer_file.load(path)
    [problem] = caught.value.problems
    assert isinstance(problem.what, Message)
    assert isinstance(problem.what.values["why"], Message)


def test_why_the_system_does_not_read_a_file_is_said_in_words_that_have_translations(
    tmp_path: Path,
) -> None:
    for path, said in ((tmp_path / "none", "there is no such file"), (tmp_path, "it is a folder")):
        for load in (answer_file.load, table.load):
            with pytest.raises(UserError) as caught:
                load(path)
            [problem] = caught.value.problems
            assert str(problem.what) == f"it can't be read ({said})"
            assert isinstance(problem.what, Message)
            assert isinstance(problem.what.values["why"], Message)
