"""A built site -> what the Nu HTML checker says of its pages."""

import json
import shutil
import subprocess
from pathlib import Path

from partnertools.verify.findings import Checked, Finding

NAME = "HTML by the Nu checker"
# The schema's recursion overflows the stack that Java gives by itself.
JAVA = ("java", "-Xss8m", "-XX:+UseSerialGC", "-jar")
GET_IT = "get `vnu.jar` from the npm package `vnu-jar`, and name it with `--vnu FILE`"
GET_JAVA = "install a Java runtime, 17 or later"


def check(site: Path, jar: Path | None) -> Checked:
    """Check every page in one run of the program `vnu`, or of its jar."""
    program = [found] if (found := shutil.which("vnu")) else []
    if jar is not None:
        if not jar.is_file():
            return Checked(NAME, missing=f"there is no file {jar}; {GET_IT}")
        if shutil.which("java") is None:
            return Checked(NAME, missing=f"there is no Java; {GET_JAVA}")
        program = [*JAVA, str(jar)]
    if not program:
        return Checked(NAME, missing=f"there is no `vnu`; {GET_IT}")
    paths = sorted(site.resolve().rglob("*.html"))
    options = ["--stdout", "--exit-zero-always", "--format", "json"]
    done = subprocess.run(  # noqa: S603 (no shell, and a program that the user has named)
        [*program, *options, *map(str, paths)], capture_output=True, text=True, check=False
    )
    if done.returncode or not done.stdout:
        return Checked(NAME, missing=f"the checker ended with {done.returncode}: {done.stderr}")
    findings = []
    for message in json.loads(done.stdout)["messages"]:
        path = Path(str(message.get("url", "")).removeprefix("file:"))
        line = message.get("lastLine", 1)
        findings.append(Finding(path, f"line {line}: {message['message']}"))
    return Checked(NAME, len(paths), tuple(findings))
