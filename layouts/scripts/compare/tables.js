// Rows of answers -> a table of the page, which becomes a list of cards where there is no room for it.

import { element, verbatim } from "../page.js";
import { ngettext } from "../words.js";

/** @typedef {Node | string} Cell */

/** So much of a text is shown; the tables for spreadsheets have all of it. */
const LONGEST = 2000;

/**
 * Return a table. Its roles are named: shown as cards, browsers would forget them.
 * @param {string} caption
 * @param {string[]} heads
 * @param {Cell[][]} rows the first cell of each is its head
 */
export function table(caption, heads, rows) {
  const head = heads.map((text) => element("th", { scope: "col", role: "columnheader" }, text));
  const body = rows.map(([first = "", ...rest]) => {
    const cells = rest.map((cell, place) =>
      element("td", { role: "cell", "data-head": heads[place + 1] ?? "" }, cell),
    );
    return element("tr", { role: "row" }, element("th", { scope: "row", role: "rowheader" }, first), ...cells);
  });
  return element(
    "table",
    { class: "answers", role: "table" },
    element("caption", {}, caption),
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...head)),
    element("tbody", { role: "rowgroup" }, ...body),
  );
}

/**
 * Return what somebody has written, as it is; of a very long text, its beginning.
 * @param {string} text
 * @returns {Cell}
 */
export function written(text) {
  if (!text) return element("span", { class: "nothing" }, "–");
  const characters = text.slice(0, LONGEST);
  if (characters.length === text.length) return verbatim(text);
  const size = ngettext(
    "(%(count)s character; the tables for spreadsheets have all of them)",
    "(%(count)s characters; the tables for spreadsheets have all of them)",
    text.length,
  );
  const rest = element("span", { class: "facts" }, ` … ${size}`);
  return element("span", {}, verbatim(characters), rest);
}
