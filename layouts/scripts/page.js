// Words for a person -> elements of the page: notes with buttons, errors, announcements.

import { bringIntoView } from "./frame.js";
import { gettext } from "./words.js";

/**
 * @typedef {object} Action
 * @property {string} label
 * @property {() => void} act
 */

/**
 * Return an element with text and children; text is never read as HTML.
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {(Node | string)[]} children
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * Return the one element of the page for a part of the script: `data-part` in the templates.
 * @param {string} name
 */
export function findPart(name) {
  return /** @type {HTMLElement | null} */ (document.querySelector(`[data-part="${name}"]`));
}

/**
 * Return a part that the page can't be without.
 * @param {string} name
 */
export function requirePart(name) {
  const found = findPart(name);
  if (!found) throw new Error(`the page has no part "${name}"`);
  return found;
}

/** What each place was told last: a browser that translates the page puts other words there. */
const SAID = new WeakMap();

/**
 * Let a place of the page say something. The same words again change nothing: a screen reader would
 * read them out at every key.
 * @param {HTMLElement} place
 * @param {string} text
 */
export function say(place, text) {
  if (SAID.get(place) === text) return;
  SAID.set(place, text);
  place.textContent = text;
}

/**
 * Return what a person has written, or named, as it is: not to be translated by the browser.
 * @param {string} text
 */
export function verbatim(text) {
  return element("bdi", { translate: "no" }, text);
}

/**
 * @param {Action} action
 * @returns {HTMLElement}
 */
export function button({ label, act }) {
  const made = element("button", { type: "button", class: "button" }, label);
  made.addEventListener("click", act);
  return made;
}

/**
 * Return a link to a control. It brings the whole question into view, not the bare box.
 * @param {HTMLElement} control
 * @param {string} text
 */
export function linkTo(control, text) {
  const link = element("a", { href: `#${control.id}` }, text);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    bringIntoView(control.closest("[data-question]") ?? control);
    control.focus({ preventScroll: true });
  });
  return link;
}

/** A place for notes. A note of the same name takes the place of the one before. */
export class Notes {
  /** @param {HTMLElement} place with a live region in it, for what waits */
  constructor(place) {
    this.place = place;
    this.waiting = /** @type {HTMLElement} */ (place.querySelector("[aria-live]"));
  }

  /**
   * Show a note. What a person has just asked for takes the focus, so that it is read at once and
   * its buttons are near; all else waits in its place and is announced. None of them is both: it
   * would be read twice.
   * @param {string} name
   * @param {(Node | string)[]} content paragraphs, or elements
   * @param {{actions?: Action[], isAnswer?: boolean, isError?: boolean}} [how]
   */
  show(name, content, { actions = [], isAnswer = false, isError = false } = {}) {
    this.hide(name);
    const note = element("div", { class: isError ? "note error" : "note", "data-note": name });
    const paragraphs = content.map((one) => (typeof one === "string" ? element("p", {}, one) : one));
    if (isError) paragraphs.unshift(element("h3", { class: "note-title" }, gettext("There is a problem")));
    note.append(...paragraphs);
    if (actions.length) {
      note.append(element("p", { class: "buttons" }, ...actions.map((action) => button(action))));
    }
    if (!isAnswer) {
      this.waiting.append(note);
      return;
    }
    note.setAttribute("role", "group");
    // Its words are its name: that is what a screen reader says when a note takes the focus. Named by
    // its paragraphs, some say these in another order.
    note.setAttribute("aria-label", paragraphs.flatMap(words).join(" "));
    note.tabIndex = -1;
    this.place.insertBefore(note, this.waiting);
    note.focus();
  }

  /** @param {string} name */
  hide(name) {
    this.place.querySelector(`[data-note="${name}"]`)?.remove();
  }
}

/**
 * Return the words of a heading or a paragraph; a list is met further on.
 * @param {Node} part
 * @returns {string[]}
 */
function words(part) {
  const isSaid = part instanceof HTMLElement && ["P", "H3"].includes(part.tagName);
  return isSaid ? [part.textContent ?? ""] : [];
}
