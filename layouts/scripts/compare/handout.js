// A part of the page -> a handout: printed, or saved as one page that needs nothing else, no script
// either.

import { element } from "../page.js";

/** What a saved page looks like; it takes nothing from the site. */
const STYLE = `
:root { color-scheme: light; }
body { margin: 2rem auto; padding: 0 1rem; max-width: 54rem; color: #1b1f24; background: #fff;
  font: 1rem/1.5 system-ui, "Segoe UI", Roboto, Arial, sans-serif; overflow-wrap: anywhere; }
h1, h2, h3, h4, h5 { margin: 1.5rem 0 0.5rem; line-height: 1.25; break-after: avoid; }
h5 { font-size: 1rem; }
.question, .topic { margin-bottom: 1.5rem; padding-top: 0.5rem; border-top: 1px solid #c9d0d6; }
.topic { break-inside: avoid; }
.facts, .nothing { color: #4d5661; }
.strip { display: flex; margin: 0.5rem 0; padding: 0; list-style: none; }
.strip > li { flex: 1 1 0; padding: 0.25rem 0.5rem; min-width: 0; border: 1px solid #6b7480; border-top-width: 3px; }
.strip > .within { border-top: 6px solid #17506f; }
.strip-many { display: block; }
.strip-level { margin: 0; font-weight: 600; }
.strip-count { font-weight: 400; color: #4d5661; }
.beside { padding: 0; list-style: none; }
.marks { margin: 0; padding: 0; list-style: none; }
.marks > li { display: inline-block; margin-block: 0.125rem; margin-inline-end: 0.25rem; padding: 0 0.5rem; border: 1px solid #1b1f24; border-radius: 1rem; }
table { width: 100%; border-collapse: collapse; }
caption { padding: 0.5rem 0; font-weight: 600; text-align: start; }
th, td { padding: 0.25rem 0.5rem; border: 1px solid #6b7480; text-align: start; vertical-align: top; white-space: pre-wrap; }
.agreed { padding: 0.5rem; min-height: 5rem; border: 1px solid #6b7480; white-space: pre-wrap; }
summary { font-weight: 600; }
@media (max-width: 36rem) { .strip { display: block; } }
@media print { body { margin: 0; max-width: none; } }
`;

/**
 * Return a page by itself.
 * @param {string} title of the window
 * @param {string} heading
 * @param {string} about when it was made
 * @param {string} language
 * @param {Element[]} parts
 */
export function selfContained(title, heading, about, language, parts) {
  const main = element("main", {}, element("h1", {}, heading), element("p", { class: "facts" }, about), ...parts.map(still));
  const [lang, name] = [escaped(language), escaped(title)];
  return `<!DOCTYPE html>
<html lang="${lang}" dir="${document.documentElement.dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name}</title>
<style>${STYLE}</style>
</head>
<body>
${main.outerHTML}
</body>
</html>
`;
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/**
 * Return a copy of a part without what only a script can use; what was typed is text.
 * @param {Element} part
 */
function still(part) {
  const copy = /** @type {Element} */ (part.cloneNode(true));
  const typed = [...part.querySelectorAll("textarea")];
  for (const [place, box] of [...copy.querySelectorAll("textarea")].entries()) {
    const text = element("div", { class: "agreed" }, typed[place]?.value ?? "");
    const label = copy.querySelector(`label[for="${CSS.escape(box.id)}"]`);
    if (label) label.replaceWith(element("h4", {}, label.textContent ?? ""));
    box.replaceWith(text);
  }
  for (const one of copy.querySelectorAll("button, select, input, label, [data-control]")) one.remove();
  // Ids lead nowhere in it, and those of the page may be in it twice.
  for (const one of copy.querySelectorAll("[id]")) one.removeAttribute("id");
  copy.removeAttribute("id");
  return copy;
}

/** Print the agenda, and nothing else of the page. */
export function printAgenda() {
  document.documentElement.classList.add("agenda-only");
  print();
}

/**
 * Let every print show what was typed in full; what is printed alone is alone only once.
 * @param {Element} place
 */
export function prepareToPrint(place) {
  const tidy = () => {
    for (const text of place.querySelectorAll(".printed-answer")) text.remove();
    for (const box of place.querySelectorAll("textarea")) box.classList.remove("printed");
  };
  addEventListener("beforeprint", () => {
    tidy();
    for (const box of place.querySelectorAll("textarea")) {
      const text = element("div", { class: "printed-answer agreed", "aria-hidden": "true" }, box.value);
      box.after(text);
      box.classList.add("printed");
    }
  });
  addEventListener("afterprint", () => {
    document.documentElement.classList.remove("agenda-only");
    tidy();
  });
}
