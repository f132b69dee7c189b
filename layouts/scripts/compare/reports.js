// Which files of a folder an earlier `collect` has written: they are nobody's copies.

// As `partnertools/answers/returned.py` has it; the vectors of `formats/vectors/comparing.json` hold
// for both.
const REPORT = ["answers.csv", "comparison.json", "index.html", "problems.csv"];
const ASSETS = "assets/";

/**
 * Return the paths that are not of a report, which is known by the names of its files.
 *
 * @param {string[]} paths from the name of the folder on that was chosen
 * @param {string[]} slugs of worksheets: a report has tables of these names
 */
export function withoutReports(paths, slugs) {
  const known = new Set(paths);
  const folders = new Set(paths.map((path) => path.slice(0, path.lastIndexOf("/") + 1)));
  const reports = [...folders].filter((folder) => folder && REPORT.every((name) => known.has(folder + name)));
  const written = new Set([...REPORT, ...slugs.map((slug) => `${slug}.csv`)]);
  return paths.filter((path) => !reports.some((folder) => {
    const inside = path.startsWith(folder) ? path.slice(folder.length) : "";
    return written.has(inside) || inside.startsWith(ASSETS);
  }));
}
