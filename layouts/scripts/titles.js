// The worksheets of the site, in a file beside the scripts -> links to them, by their titles.

import { element, verbatim } from "./page.js";
import { gettext, listed, weave } from "./words.js";

const SCRIPT = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : "";
/** Where a frame has no room, and no right, to show another page. */
const TARGET = window.parent === window ? {} : { target: "_blank" };

/**
 * Return the titles of worksheets, with links to those that the site has.
 * @param {string[]} slugs as a file names them
 */
export async function linkTitles(slugs) {
  const titles = await readTitles();
  const quoted = slugs.map((slug) => {
    const title = titles.get(slug);
    const href = new URL(`../tools/${slug}/index.html`, SCRIPT || document.baseURI).href;
    const said = title === undefined ? verbatim(slug) : element("a", { href, ...TARGET }, title);
    // translators: The title of a worksheet in quotation marks.
    return weave(gettext("“%(title)s”"), { title: said });
  });
  return listed(quoted);
}

/** Return a link to the page that compares answers. */
export function linkToComparing() {
  const href = new URL("../compare/index.html", SCRIPT || document.baseURI).href;
  return element("a", { href, ...TARGET }, gettext("Compare answers"));
}

/**
 * Return the titles of all worksheets by their slugs. Only a script can be read from a folder as
 * well as from a server; pages don't have them, because a site may have a thousand.
 * @returns {Promise<Map<string, string>>}
 */
function readTitles() {
  return new Promise((resolve) => {
    const script = /** @type {HTMLScriptElement & {titles?: Record<string, string>}} */ (
      document.createElement("script")
    );
    script.onload = () => resolve(new Map(Object.entries(script.titles ?? {})));
    // Then worksheets are called as the file calls them.
    script.onerror = () => resolve(new Map());
    script.src = new URL("titles.js", SCRIPT || document.baseURI).href;
    document.head.append(script);
  });
}
