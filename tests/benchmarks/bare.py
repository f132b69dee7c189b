"""In: a project. Out: the seconds of `HTML(...).write_pdf(...)` for all of its sheets.

    .venv/bin/python tests/benchmarks/bare.py FOLDER

All sheets in all languages, in one warm process, with one style sheet for each language and one set
of fonts for all. Seconds of the clock are printed, then those of the processor.
"""

import sys
import time
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS.parent), str(TESTS)]

from weasyprint import CSS, HTML  # noqa: E402 (found by what stands above)

from partnertools.pdf.write.layout import load_faces  # noqa: E402
from tools import sheets  # noqa: E402


def measure(root: Path) -> tuple[float, float]:
    """Render all sheets of a project; return seconds of the clock and of the processor."""
    fonts, faces = load_faces()
    languages = [
        ([faces, CSS(string=style, font_config=fonts)], documents)
        for style, documents in sheets.in_all_languages(root)
    ]
    for styles, _ in languages:
        HTML(string="<p>Warm").write_pdf(stylesheets=styles, font_config=fonts)
    start, processor = time.perf_counter(), time.process_time()
    for styles, documents in languages:
        for html in documents:
            HTML(string=html, base_url=f"{root}/content/").write_pdf(
                stylesheets=styles, font_config=fonts, pdf_tags=True
            )
    return time.perf_counter() - start, time.process_time() - processor


if __name__ == "__main__":
    print(*measure(Path(sys.argv[1])))
