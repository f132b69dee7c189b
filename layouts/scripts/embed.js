// What a webmaster chooses on the page "Add a worksheet to your website" -> the code to copy, seen live.

import { copyFrom } from "./copying.js";
import { element, findPart, requirePart } from "./page.js";
import { hexadecimal, token } from "./theme.js";
import { gettext } from "./words.js";

/** What is chosen for a website's own background alone. */
const OWN = ["background", "text"];

/** @typedef {{tool: string, title: string, part: string, way: string, theme: [string, string][]}} Choice */

class Maker {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.isFolder = location.protocol === "file:";
    // Where the lines to copy lead: a folder on somebody's device is no address for a website.
    const site = this.isFolder ? (form.dataset.site ?? "") : new URL("..", location.href).href;
    this.here = new URL("embed/index.html", site);
    this.code = /** @type {HTMLTextAreaElement} */ (requirePart("code"));
  }

  start() {
    const tools = this.#select("tool");
    // A worksheet's own page leads here with its name.
    const named = decodeURIComponent(location.hash.slice(1));
    if ([...tools.options].some((option) => option.value === named)) tools.value = named;
    // Worksheets are light on other websites, unless these say otherwise.
    const preview = requirePart("preview");
    preview.style.colorScheme = "light";
    for (const input of this.#colours()) {
      input.defaultValue = hexadecimal(token(input.dataset.token ?? "", preview));
    }
    this.form.addEventListener("input", () => this.#make());
    this.form.addEventListener("submit", (event) => event.preventDefault());
    document.querySelector("[data-action=usual]")?.addEventListener("click", () => {
      for (const input of this.#colours()) input.value = input.defaultValue;
      this.#make();
    });
    document.querySelector("[data-action=copy]")?.addEventListener("click", () => {
      const selected = gettext("The code is selected. Press Ctrl+C (or Command+C) to copy it.");
      void copyFrom(this.code, requirePart("copied"), selected);
    });
    for (const name of ["maker", "snippet", "live"]) requirePart(name).hidden = false;
    this.#make();
  }

  /** @param {string} name */
  #select(name) {
    return /** @type {HTMLSelectElement} */ (this.form.elements.namedItem(name));
  }

  #colours() {
    return /** @type {NodeListOf<HTMLInputElement>} */ (
      this.form.querySelectorAll("[type=color]")
    );
  }

  /** @returns {Choice} */
  #choice() {
    const radio = (/** @type {string} */ name) =>
      /** @type {RadioNodeList} */ (this.form.elements.namedItem(name)).value;
    const tools = this.#select("tool");
    const scheme = this.#select("scheme").value;
    /** @type {[string, string][]} */
    const theme = [
      ["scheme", ["light", "own"].includes(scheme) ? "" : scheme],
      ["font", this.#select("font").value],
    ];
    for (const { name, value, defaultValue } of this.#colours()) {
      const isChosen = OWN.includes(name) ? scheme === "own" : value !== defaultValue;
      theme.push([name, isChosen ? value.slice(1) : ""]);
    }
    return {
      tool: tools.value,
      title: tools.selectedOptions[0]?.text ?? "",
      part: radio("part"),
      way: radio("way"),
      theme: theme.filter(([, value]) => value),
    };
  }

  #make() {
    const choice = this.#choice();
    requirePart("own").hidden = this.#select("scheme").value !== "own";
    requirePart("folder").hidden = !this.isFolder;
    const address = new URL(`${choice.tool}/${choice.part}`, this.here);
    address.search = choice.way === "element" ? "" : new URLSearchParams(choice.theme).toString();
    const home = new URL(`../tools/${choice.tool}/index.html`, this.here);
    const link = `<a href="${escaped(home.href)}">${escaped(choice.title)}</a>`;
    const source = `src="${escaped(address.href)}"`;
    const file = new URL(`../${this.form.dataset.script}`, this.here);
    const script =
      `<script src="${escaped(file.href)}" integrity="${this.form.dataset.integrity}"` +
      ' crossorigin="anonymous" defer></' + "script>";
    const frame =
      `<iframe class="partner-tool" ${source} title="${escaped(choice.title)}" width="100%"` +
      ' height="800" frameborder="0" loading="lazy"></iframe>';
    const style = choice.theme.map(
      ([name, value]) => {
        const isWord = ["scheme", "font"].includes(name);
        return `  --partner-tool-${name}: ${isWord ? value : `#${value}`};\n`;
      },
    );
    // translators: Stands in a comment above code, and so can’t have an asterisk before a slash.
    const comment = gettext("In your style sheet");
    const rule = style.length ? `\n\n/* ${comment} */\npartner-tool {\n${style.join("")}}` : "";
    const lines = {
      frame: `${frame}\n<p>${link}</p>`,
      script: `${frame}\n<p>${link}</p>\n${script}`,
      element: `<partner-tool ${source}>${link}</partner-tool>\n${script}${rule}`,
    };
    this.code.value = lines[/** @type {keyof typeof lines} */ (choice.way)];
    requirePart("copied").textContent = "";
    const host = this.here.origin;
    requirePart("policy").textContent =
      choice.way === "frame" ? `frame-src ${host}` : `frame-src ${host}; script-src ${host}`;
    requirePart("preview-note").textContent = this.#note(choice);
    this.#preview(choice);
  }

  /** @param {Choice} choice */
  #note(choice) {
    return choice.way === "frame"
      ? gettext("Without the script, the frame has a fixed height and scrolls. You can change the number after “height.”")
      : gettext("The frame grows and shrinks with the worksheet.");
  }

  /** @param {Choice} choice */
  #preview(choice) {
    const seen = new URL(`${choice.tool}/${choice.part}`, location.href);
    seen.search = new URLSearchParams(choice.theme).toString();
    const place = requirePart("preview");
    const old = place.querySelector("iframe");
    const isPlain = choice.way === "frame";
    if (old?.src === seen.href && old.classList.contains("partner-tool") !== isPlain) return;
    const frame = element("iframe", {
      src: seen.href,
      title: gettext("Preview: %(title)s", { title: choice.title }),
      width: "100%",
      height: "800",
      ...(isPlain ? {} : { class: "partner-tool" }),
    });
    place.replaceChildren(frame);
  }
}

/** @param {string} text */
function escaped(text) {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

const maker = findPart("maker");
if (maker instanceof HTMLFormElement) new Maker(maker).start();
