// Words that somebody looks for -> the worksheets of the start page that have all of them.

import { requirePart, say } from "./page.js";
import { gettext, ngettext } from "./words.js";

/** After so many milliseconds without a key, the number of worksheets is told. */
const PAUSE = 400;
/** What says what a worksheet is for: not its files, nor how long it takes. */
const SAYING = "h3, h4, th, td, p:not(.facts)";

class Finder {
  constructor() {
    this.words = /** @type {HTMLInputElement} */ (requirePart("words"));
    this.status = requirePart("found");
    /** The places of each worksheet by its slug: a row of the table, and what it offers. */
    /** @type {Map<string, HTMLElement[]>} */
    this.places = new Map();
    for (const place of document.querySelectorAll("[data-worksheet]")) {
      if (!(place instanceof HTMLElement)) continue;
      const slug = place.dataset.worksheet ?? "";
      this.places.set(slug, [...(this.places.get(slug) ?? []), place]);
    }
    /** @type {number | undefined} */
    this.timer = undefined;
  }

  start() {
    const clear = requirePart("clear");
    this.words.addEventListener("input", () => this.find());
    this.words.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.words.value) this.clear();
    });
    clear.addEventListener("click", () => this.clear());
    // A link within the page leads to what may be hidden.
    addEventListener("hashchange", () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (!target?.closest("[hidden]")) return;
      this.words.value = "";
      this.find();
      target.scrollIntoView();
    });
    requirePart("finder").hidden = false;
    // Browsers may have kept what was typed before.
    this.find();
  }

  clear() {
    this.words.value = "";
    this.find();
    this.words.focus();
  }

  find() {
    const words = plain(this.words.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const places of this.places.values()) {
      const texts = places.flatMap((place) => [...place.querySelectorAll(SAYING)]);
      const text = plain(texts.map((each) => each.textContent).join(" "));
      const isFound = words.every((word) => text.includes(word));
      for (const place of places) place.hidden = !isFound;
      if (isFound) count += 1;
    }
    for (const group of document.querySelectorAll("[data-group]")) {
      if (!(group instanceof HTMLElement)) continue;
      group.hidden = !group.querySelector("[data-worksheet]:not([hidden])");
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => say(this.status, words.length ? this.said(count) : ""), PAUSE);
  }

  /** @param {number} count */
  said(count) {
    if (!count) return gettext("No worksheet has these words. Try fewer, or others.");
    // translators: How many worksheets have the words that somebody looks for; the number in all decides the form.
    return ngettext("%(found)s of %(count)s worksheet", "%(found)s of %(count)s worksheets", this.places.size, { found: count });
  }
}

/**
 * Return a text without capitals and accents: few people type them to find something.
 * @param {string} text
 */
function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

new Finder().start();
