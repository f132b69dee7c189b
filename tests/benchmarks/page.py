"""How soon a worksheet's page is there on a slow phone, and what its script costs.

    python3 build.py                                # the pages are those of dist/
    .venv/bin/python tests/benchmarks/page.py

A fresh browser each time, a processor slowed down four times, a network of 1.6 Mbit/s and 150 ms
(what Lighthouse calls slow 4G). The peer is the same page without its script: the ratio says what
the script costs. Also measured: what a letter typed costs, and a filled PDF from press to file.
"""

from __future__ import annotations

import gzip
import statistics
import sys
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1]
sys.path.insert(0, str(TESTS))

from tools.browser import chromium, serve  # noqa: E402 (the path must be known before)

DIST = TESTS.parent / "dist"
TOOLS = ("continuum-rubric", "partner-bank", "partnership-quiz")
ROUNDS = 5
SLOWER = 4
NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 200_000,
    "uploadThroughput": 90_000,
}
WATCH = """() => {
  window.blocked = 0;
  new PerformanceObserver(list => {
    for (const task of list.getEntries()) window.blocked += Math.max(0, task.duration - 50);
  }).observe({type: "longtask", buffered: true});
}"""
TIMES = """() => ({
  paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
  ready: performance.timing.domContentLoadedEventEnd - performance.timing.navigationStart,
  blocked: window.blocked,
})"""
TYPED = """() => {
  const field = document.querySelector("form textarea, form [type=text]");
  const start = performance.now();
  for (let i = 0; i < 20; i++) {
    field.value += "x";
    field.dispatchEvent(new Event("input", {bubbles: true}));
  }
  return (performance.now() - start) / 20;
}"""


def measured(origin: str, slug: str, has_script: bool) -> dict[str, float]:
    """Load a page once, in milliseconds."""
    context = chromium().new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    if not has_script:
        page.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.add_init_script(f"({WATCH})()")
    page.goto(f"{origin}/tools/{slug}/index.html")
    page.wait_for_timeout(500)
    times: dict[str, float] = page.evaluate(TIMES)
    if has_script:
        times["letter"] = page.evaluate(TYPED)
        session.send(
            "Network.emulateNetworkConditions", {**NETWORK, "latency": 0, "downloadThroughput": -1}
        )
        start = page.evaluate("performance.now()")
        with page.expect_download() as waiting:
            page.locator("[data-action=download]").click()
        waiting.value.path()
        times["pdf"] = page.evaluate("performance.now()") - start
    context.close()
    return times


def weight(slug: str) -> int:
    """Return how many bytes a page with script and style takes, compressed."""
    names = (f"tools/{slug}/index.html", "assets/site.css", "assets/tool.js", "assets/icon.svg")
    return sum(len(gzip.compress((DIST / name).read_bytes(), 9)) for name in names)


def median(runs: list[dict[str, float]], name: str) -> float:
    return statistics.median(run[name] for run in runs)


def main() -> None:
    with serve(DIST) as origin:
        for slug in TOOLS:
            runs: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
            for _ in range(ROUNDS):
                for has_script in runs:
                    runs[has_script].append(measured(origin, slug, has_script))
            own, peer = runs[True], runs[False]
            print(f"{slug}: {weight(slug) / 1000:.1f} KB compressed")
            for name, said in (("paint", "first paint"), ("ready", "ready")):
                ratio = median(own, name) / median(peer, name)
                print(f"  {said}: {median(own, name):.0f} ms, {ratio:.2f} times without script")
            print(
                f"  blocked: {median(own, 'blocked'):.0f} ms, without script"
                f" {median(peer, 'blocked'):.0f} ms"
            )
            print(f"  a letter typed: {median(own, 'letter'):.2f} ms")
            print(f"  the filled PDF, from press to file: {median(own, 'pdf'):.0f} ms")


if __name__ == "__main__":
    main()
