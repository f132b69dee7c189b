"""The pages' script: its modules are typed, and joined into one file that any page can load.

Linters look at scripts and styles; the tests' own scripts are looked at as well.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

import sites
from partnertools.render import scripts
from tools import node, programs

SCRIPTS = Path(__file__).parent.parent / "layouts" / "scripts"
# What type checker and linters have found out about files that have not changed since.
KNOWN = sites.TESTS / "node_modules" / ".cache"


def tsc(project: Path, *words: str | Path) -> str:
    compiler = programs.node_module("typescript", "lib/tsc.js")
    return node.run(compiler, "--project", project, *words).stdout.decode()


def eslint(folder: Path, *words: str) -> str:
    linter = programs.node_module("eslint", "bin/eslint.js")
    config = ("--config", sites.TESTS / "eslint.config.mjs")
    done = node.run(linter, *config, "--max-warnings", "0", *words, folder=folder)
    return (done.stdout + done.stderr).decode()


def stylelint(place: Path, *words: str) -> str:
    linter = programs.node_module("stylelint", "bin/stylelint.mjs")
    config = ("--config", sites.TESTS / "stylelint.config.mjs")
    done = node.run(linter, *config, "--max-warnings", "0", f"{place}/**/*.css", *words)
    return (done.stdout + done.stderr).decode()


def known(linter: str) -> tuple[str, ...]:
    """Return the words by which a linter looks only at what has changed."""
    return ("--cache", "--cache-strategy=content", f"--cache-location={KNOWN / linter}")


def test_the_linter_has_nothing_to_say_of_the_scripts() -> None:
    assert eslint(sites.REPOSITORY, "layouts", "tests", *known("eslint")) == ""


def test_the_linter_has_nothing_to_say_of_the_styles() -> None:
    assert stylelint(SCRIPTS.parent, *known("stylelint")) == ""


@pytest.mark.slow
def test_the_linters_see_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("export const a = (b) => b == 1;\n", encoding="utf-8")
    (tmp_path / "a.css").write_text("p { colour: red; }\n", encoding="utf-8")
    assert "eqeqeq" in eslint(tmp_path, ".")
    assert "property-no-unknown" in stylelint(tmp_path)


def test_the_type_checker_has_nothing_to_say_of_the_scripts() -> None:
    known = ("--incremental", "--tsBuildInfoFile", KNOWN / "scripts.tsbuildinfo")
    assert tsc(SCRIPTS / "jsconfig.json", *known) == ""


@pytest.mark.slow
def test_the_type_checker_sees_a_mistake(tmp_path: Path) -> None:
    shutil.copytree(SCRIPTS, tmp_path / "scripts")
    module = tmp_path / "scripts" / "file.js"
    text = module.read_text(encoding="utf-8")
    module.write_text(text.replace("tool: found.tool,", "tool: 1,"), encoding="utf-8")
    assert "is not assignable to type 'string'" in tsc(tmp_path / "scripts" / "jsconfig.json")


def write(folder: Path, **modules: str) -> Path:
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder / "main.js"


def test_modules_are_joined_in_the_order_of_their_imports_and_keep_their_names_apart(
    tmp_path: Path,
) -> None:
    main = write(
        tmp_path,
        main="""\
// Left out.
import { add, one } from "./sums.js";
import {
  twice,
} from "./more.js";

const hidden = 1;
console.log(JSON.stringify([add(one, twice(one)), hidden]));
""",
        more="""\
import { add } from "./sums.js";

const hidden = 2;
/** Left out too. */
export function twice(value) {
  /** @type {number} */ (value);
  // And this.
  /**
   * And this.
   */
  return add(value, value) * (hidden - 1);
}
""",
        sums="""\
export const one = 1;
const hidden = 3;
export function add(a, b) {
  return hidden ? a + b : 0;
}
""",
    )
    joined = tmp_path / "joined.js"
    joined.write_text(scripts.join_modules(main), encoding="utf-8")
    text = joined.read_text(encoding="utf-8")
    assert "Left out" not in text
    assert "And this" not in text
    assert json.loads(node.run(joined).stdout) == [3, 1]


TRICKY = r"""// Gone.
/* Gone,
   too. */
import { twice } from "./more.js";

const lines = `
// stays
  // stays, too
/* and this */
import { a } from "./a.js";
export const b = 1;
${[1, 2].map((n) => `
// inner ${n}
`).join("")}
\\`// still the template`;
// Gone: it's a `quote.
const quotes = /["'`]/g; // 'Stays
const classes = [/[/`]\\//, /\\/\\//];
  /** Gone. */
  /* It stays: */ const stays = 1;
  /** Gone. */
const divided = 8 / 2 / 2; const text = "// stays `"; const other = '/* stays */ `';
const found = "a`b".replace(/`/, "//");
/*
`gone` */
console.log(JSON.stringify([lines, quotes.source, classes.map(String), divided, text, other, found,
  stays,
  twice(`
// counted
`)]));
"""


def test_what_looks_like_a_comment_an_import_or_an_export_within_a_text_stays(
    tmp_path: Path,
) -> None:
    text = TRICKY.replace("\\\\", "\\")
    more = "export function twice(text) {\n  // Gone.\n  return `\n// kept\n${text}${text}`;\n}\n"
    main = write(tmp_path, main=text, more=more)
    joined = scripts.join_modules(main)
    assert "Gone" not in joined
    (tmp_path / "joined.js").write_text(joined, encoding="utf-8")
    # What the language itself makes of the same modules.
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (tmp_path / "joined.cjs").write_text(joined, encoding="utf-8")
    expected = node.run(main).stdout
    assert json.loads(expected)
    assert node.run(tmp_path / "joined.cjs").stdout == expected


@pytest.mark.parametrize(
    ("modules", "said"),
    [
        ({"main": 'import a from "./a.js";\n'}, "import a from"),
        ({"main": 'import * as a from "./a.js";\n'}, "import * as a"),
        ({"main": "export default 1;\n"}, "export default 1;"),
        ({"main": "const a = 1;\nexport { a };\n"}, "export { a };"),
        ({"main": 'void import("./a.js");\n'}, 'import("'),
        ({"main": "const a = 1;\nconst b = `${`${`${a}`}`}`;\n"}, "main.js:2: a template in a"),
        (
            {
                "main": 'import { a } from "./a.js";\n',
                "a": 'import { b } from "./main.js";\nexport const a = 1;\n',
            },
            "in a circle: main.js -> a.js -> main.js",
        ),
    ],
)
def test_what_cannot_be_joined_is_refused(
    tmp_path: Path, modules: dict[str, str], said: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        scripts.join_modules(write(tmp_path, **modules))
