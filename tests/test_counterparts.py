"""Every item of the five sources has a counterpart that is there."""

import counterparts
import sites


def test_every_item_of_the_sources_has_a_counterpart() -> None:
    items = counterparts.items()
    called = counterparts.names(sites.toolkit())
    assert len(items) == len({item.number for item in items}) == 442
    assert [item.number for item in items if item.counterpart not in called] == []


def test_the_table_has_every_item_with_its_counterpart() -> None:
    table = counterparts.TABLE.read_text("utf-8").splitlines()
    rows = {tuple(line.split(" | ")) for line in table if line.startswith("| ")}
    listed = {row[0].removeprefix("| "): row[-1].removesuffix(" |").strip("`") for row in rows}
    assert {i.number: i.counterpart for i in counterparts.items()}.items() <= listed.items()
