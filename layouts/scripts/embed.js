// What a webmaster chooses on the page "Put this on your website" -> the lines to copy, seen live.

import { element, part } from "./page.js";

const USUAL = "#17506f";

/** @typedef {{tool: string, title: string, part: string, way: string, theme: [string, string][]}} Choice */

class Maker {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.script = new URL(form.dataset.script ?? "", location.href).href;
    this.code = /** @type {HTMLTextAreaElement} */ (part("code"));
  }

  start() {
    const tools = this.#select("tool");
    // A worksheet's own page leads here with its name.
    const named = decodeURIComponent(location.hash.slice(1));
    if ([...tools.options].some((option) => option.value === named)) tools.value = named;
    this.form.addEventListener("input", () => this.#make());
    this.form.addEventListener("submit", (event) => event.preventDefault());
    document.querySelector("[data-action=usual]")?.addEventListener("click", () => {
      this.#accent().value = USUAL;
      this.#make();
    });
    document.querySelector("[data-action=copy]")?.addEventListener("click", () => void this.#copy());
    for (const name of ["maker", "snippet", "live"]) show(name);
    this.#make();
  }

  /** @param {string} name */
  #select(name) {
    return /** @type {HTMLSelectElement} */ (this.form.elements.namedItem(name));
  }

  #accent() {
    return /** @type {HTMLInputElement} */ (this.form.elements.namedItem("accent"));
  }

  /** @returns {Choice} */
  #choice() {
    const radio = (/** @type {string} */ name) =>
      /** @type {RadioNodeList} */ (this.form.elements.namedItem(name)).value;
    const tools = this.#select("tool");
    const accent = this.#accent().value;
    /** @type {[string, string][]} */
    const theme = [
      ["scheme", this.#select("scheme").value],
      ["font", this.#select("font").value],
      ["accent", accent === USUAL ? "" : accent.slice(1)],
    ];
    return {
      tool: tools.value,
      title: tools.selectedOptions[0]?.text ?? "",
      part: radio("part"),
      way: radio("way"),
      theme: theme.filter(([name, value]) => value && !(name === "scheme" && value === "light")),
    };
  }

  #make() {
    const choice = this.#choice();
    const address = new URL(`${choice.tool}/${choice.part}`, location.href.replace(/#.*/, ""));
    address.search = choice.way === "element" ? "" : new URLSearchParams(choice.theme).toString();
    const home = new URL(`../tools/${choice.tool}/index.html`, location.href);
    home.hash = "";
    const link = `<a href="${escaped(home.href)}">${escaped(choice.title)}</a>`;
    const source = `src="${escaped(address.href)}"`;
    const script =
      `<script src="${escaped(this.script)}" integrity="${this.form.dataset.integrity}"` +
      ' crossorigin="anonymous" defer></' + "script>";
    const frame =
      `<iframe class="partner-tool" ${source} title="${escaped(choice.title)}" width="100%"` +
      ' height="800" frameborder="0" loading="lazy"></iframe>';
    const style = choice.theme.map(
      ([name, value]) => `  --partner-tool-${name}: ${name === "accent" ? `#${value}` : value};\n`,
    );
    const rule = style.length ? `\n\n/* In your style sheet */\npartner-tool {\n${style.join("")}}` : "";
    const lines = {
      frame: `${frame}\n<p>${link}</p>`,
      script: `${frame}\n<p>${link}</p>\n${script}`,
      element: `<partner-tool ${source}>${link}</partner-tool>\n${script}${rule}`,
    };
    this.code.value = lines[/** @type {keyof typeof lines} */ (choice.way)];
    need("copied").textContent = "";
    const host = new URL(location.href).origin;
    need("policy").textContent =
      choice.way === "frame" ? `frame-src ${host}` : `frame-src ${host}; script-src ${host}`;
    need("preview-note").textContent = this.#note(choice);
    this.#preview(choice, address);
  }

  /** @param {Choice} choice */
  #note(choice) {
    return choice.way === "frame"
      ? "Without a script the frame keeps its height, and what does not fit scrolls in it. " +
          "Change the number after “height” as you like."
      : "The frame grows and shrinks with the worksheet.";
  }

  /**
   * @param {Choice} choice
   * @param {URL} address
   */
  #preview(choice, address) {
    const seen = new URL(address);
    seen.search = new URLSearchParams(choice.theme).toString();
    const place = need("preview");
    const old = place.querySelector("iframe");
    const isPlain = choice.way === "frame";
    if (old?.src === seen.href && old.classList.contains("partner-tool") !== isPlain) return;
    const frame = element("iframe", {
      src: seen.href,
      title: `Preview: ${choice.title}`,
      width: "100%",
      height: "800",
      ...(isPlain ? {} : { class: "partner-tool" }),
    });
    place.replaceChildren(frame);
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.code.value);
    } catch {
      // Without https, or without leave, a page copies in the old way.
      this.code.select();
      if (!document.execCommand("copy")) {
        need("copied").textContent = "The lines are marked: copy them with your keyboard.";
        return;
      }
    }
    need("copied").textContent = "Copied.";
  }
}

/** @param {string} name */
function need(name) {
  return /** @type {HTMLElement} */ (part(name));
}

/** @param {string} name */
function show(name) {
  need(name).hidden = false;
}

/** @param {string} text */
function escaped(text) {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

const maker = part("maker");
if (maker instanceof HTMLFormElement) new Maker(maker).start();
