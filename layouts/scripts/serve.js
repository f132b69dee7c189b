// A page that `partnertools serve` shows -> the same page, loaded again whenever it has changed; and
// over it, mistakes in the files that it is made from, until they are mended. Published pages don't
// have this script.

/**
 * @typedef {{ where: string, number: number, text: string, start: number, length: number,
 *   what: string, remedy: string }} Mistake
 * @typedef {{ digest: string, change: number, mistakes: Mistake[], unfinished: number }} State
 */

const STYLE = `
:host { all: initial; color-scheme: light dark; }
section, p.working { position: fixed; z-index: 2147483647; inset: auto 0 0; margin: 0; box-sizing: border-box;
  font: 1rem/1.45 system-ui, sans-serif; color: light-dark(#1b1f24, #e9ecef);
  background: light-dark(#fff, #1b2026); }
section { max-height: 70vh; overflow: auto; padding: 1rem 1.5rem 1.25rem; border-top: 4px solid light-dark(#a8200d, #ff9b8a);
  box-shadow: 0 -0.5rem 2rem rgb(0 0 0 / 30%); }
h2 { font-size: 1.125rem; margin: 0; color: light-dark(#a8200d, #ff9b8a); }
ol { list-style: none; margin: 0; padding: 0; }
li { margin-top: 0.9rem; }
p { margin: 0.15rem 0; }
code, pre { font: 0.9375rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { margin: 0.35rem 0; padding: 0.4rem 0.75rem; background: light-dark(#f6f2ea, #2b323a);
  white-space: pre-wrap; }
mark { color: inherit; background: none; text-decoration: underline wavy light-dark(#a8200d, #ff9b8a);
  text-underline-offset: 0.25em; }
p.working { inset-block: auto 1rem; inset-inline: auto 1rem; padding: 0.25rem 0.75rem; font-size: 0.875rem;
  border: 1px solid #6b7480; border-radius: 999px; }
@media print { section, p.working { display: none; } }
`;

const script = /** @type {HTMLScriptElement} */ (document.currentScript);
const { page = "", digest = "", change = "" } = script.dataset;
const host = document.createElement("partnertools-serve");
const shadow = host.attachShadow({ mode: "open" });
const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);
shadow.adoptedStyleSheets = [sheet];

/**
 * @param {string} name
 * @param {(Node | string)[]} inside
 */
function element(name, ...inside) {
  const made = document.createElement(name);
  made.append(...inside);
  return made;
}

/** @param {Mistake} mistake */
function listed(mistake) {
  const { number, text, start, length } = mistake;
  const item = element("li", element("code", mistake.where));
  if (number) {
    const end = start + length;
    const marked = element("mark", text.slice(start, end));
    item.append(element("pre", `${number} | `, text.slice(0, start), marked, text.slice(end)));
  }
  item.append(sentence(mistake.what), sentence(mistake.remedy));
  return item;
}

/**
 * Return a paragraph. What is typed in a file stands between backticks.
 * @param {string} words
 */
function sentence(words) {
  const first = words.charAt(0).toUpperCase() + words.slice(1);
  const parts = (/[.?!]$/.test(first) ? first : `${first}.`).split("`");
  return element("p", ...parts.map((part, i) => (i % 2 ? element("code", part) : part)));
}

/** @param {State} state */
function show(state) {
  const { mistakes, unfinished } = state;
  shadow.replaceChildren();
  if (mistakes.length) {
    const count = mistakes.length === 1 ? "One mistake" : `${mistakes.length} mistakes`;
    const heading = element("h2", `${count} to mend: until then, pages stay as they were`);
    const panel = element("section", heading, element("ol", ...mistakes.map(listed)));
    panel.setAttribute("role", "alert");
    panel.tabIndex = 0;
    panel.setAttribute("aria-label", "Mistakes");
    shadow.append(panel);
  } else if (unfinished) {
    const count = unfinished === 1 ? "One PDF is" : `${unfinished} PDFs are`;
    const note = element("p", `${count} being made …`);
    note.className = "working";
    shadow.append(note);
  }
}

/** @type {EventSource | undefined} */
let source;

function listen() {
  source = new EventSource(`/.partnertools/changes?page=${encodeURIComponent(page)}`);
  source.addEventListener("message", (event) => {
    const state = /** @type {State} */ (JSON.parse(event.data));
    // Of one change, a page is loaded when it is made, and once more when all PDFs are: it says how
    // large they are.
    const isOther = String(state.change) !== change || !state.unfinished;
    if (state.digest !== digest && isOther) location.reload();
    // In a frame, what is around it tells the mistakes.
    else if (window.parent === window) show(state);
  });
}

document.body.append(host);
// A browser keeps few connections to one server: pages that nobody sees need none.
document.addEventListener("visibilitychange", () => {
  source?.close();
  if (!document.hidden) listen();
});
if (!document.hidden) listen();
