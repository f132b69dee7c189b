// For pages that show a worksheet in a frame: frames as high as what is in them, any number on a page,
// and the element <partner-tool src="…">, which makes such a frame. Version 2: this file never changes.
(() => {
  "use strict";

  // Whoever shows three worksheets copies three times; once is enough.
  const RUNS = Symbol.for("partner-tool:2");
  if (RUNS in window) return;
  Object.defineProperty(window, RUNS, { value: true });

  const HEIGHT = "partner-tool:height";
  const SCROLL = "partner-tool:scroll";
  const ASK = "partner-tool:ask";
  const FIRST_HEIGHT = 800;
  // No worksheet comes near it; a page in a frame must not blow up the page around it.
  const LARGEST = 60_000;
  const COLOURS = ["text", "background", "accent"];
  /** Heads and bars that cover a place, one below the other. */
  const MOST_COVERS = 4;

  /** Elements of ours; a look through the page doesn't find those in other elements' shadows. */
  const elements = new Set();

  /**
   * For each frame, where it was sent, and who has answered from there first.
   * @type {WeakMap<HTMLIFrameElement, {source: string, origin: string}>}
   */
  const answerers = new WeakMap();

  /** @returns {HTMLIFrameElement[]} */
  function frames() {
    const ours = new Set([...elements, ...document.querySelectorAll("partner-tool")]);
    return [
      ...document.querySelectorAll("iframe.partner-tool"),
      ...[...ours].flatMap((one) => one.shadowRoot?.querySelector("iframe") ?? []),
    ];
  }

  addEventListener("message", ({ data, source, origin }) => {
    if (!source || (data?.type !== HEIGHT && data?.type !== SCROLL)) return;
    const frame = frames().find((one) => one.contentWindow === source);
    // Addresses move, from http to https or to a new name: who answers first is the worksheet. A
    // frame that is led away later has another origin, and is not listened to.
    if (!frame || !isAnswerer(frame, origin)) return;
    if (data.type === HEIGHT && data.height > 0 && data.height <= LARGEST) {
      onceAFrame(frame, HEIGHT, () => {
        frame.style.height = `${Math.ceil(data.height)}px`;
        hideFallback(frame);
      });
    }
    const { top, bottom, isFocus } = data;
    const isPlace = [top, bottom].every(Number.isFinite) && top < bottom;
    if (data.type === SCROLL && isPlace && top >= -LARGEST && bottom <= LARGEST) {
      onceAFrame(frame, SCROLL, () => reveal(frame, top, bottom, isFocus === true));
    }
  });

  /** @param {HTMLIFrameElement} frame @param {string} origin */
  function isAnswerer(frame, origin) {
    let known = answerers.get(frame);
    if (known?.source !== frame.src) {
      known = { source: frame.src, origin };
      answerers.set(frame, known);
    }
    return known.origin === origin;
  }

  /**
   * What is to be done, by frame and by kind: the newest counts.
   * @type {Map<HTMLIFrameElement, Map<string, () => void>>}
   */
  const waiting = new Map();

  /**
   * Do something at once, and what comes until the screen is drawn anew just once more.
   * @param {HTMLIFrameElement} frame
   * @param {string} kind
   * @param {() => void} act
   */
  function onceAFrame(frame, kind, act) {
    const acts = waiting.get(frame);
    if (acts?.has(kind)) {
      acts.set(kind, act);
      return;
    }
    act();
    const nothing = () => {};
    if (acts) {
      acts.set(kind, nothing);
      return;
    }
    waiting.set(frame, new Map([[kind, nothing]]));
    requestAnimationFrame(() => {
      const last = waiting.get(frame);
      waiting.delete(frame);
      for (const one of last?.values() ?? []) one();
    });
  }

  /** @param {HTMLIFrameElement} frame */
  function hideFallback(frame) {
    const root = frame.getRootNode();
    const slot = root instanceof ShadowRoot ? root.querySelector("slot") : null;
    if (slot) slot.style.display = "none";
  }

  /**
   * Scroll to a place in a frame: a frame as high as its content can't do so itself. A place that
   * has the focus and is seen in full stays where it is.
   * @param {HTMLIFrameElement} frame
   * @param {number} top of the place, from the frame's upper edge on
   * @param {number} bottom
   * @param {boolean} isFocus
   */
  function reveal(frame, top, bottom, isFocus) {
    // Only for a person who is at work in the frame.
    const root = /** @type {Document | ShadowRoot} */ (frame.getRootNode());
    if (root.activeElement !== frame) return;
    const { top: above } = frame.getBoundingClientRect();
    if (isFocus && !isHidden(frame, above + top, above + bottom)) return;
    const { scrollMarginTop, scrollMarginBottom } = frame.style;
    // The margins make the place of the frame: so the browser scrolls whatever has to be scrolled,
    // with the room that the page's style sheet asks for.
    const go = (/** @type {number} */ room) => {
      const rest = frame.getBoundingClientRect().height - bottom;
      frame.style.scrollMarginTop = `${room - top}px`;
      frame.style.scrollMarginBottom = `${-rest}px`;
      const block = isFocus && bottom - top < innerHeight / 2 ? "center" : "start";
      frame.scrollIntoView({ block, inline: "nearest", behavior: "instant" });
      return frame.getBoundingClientRect().top + top;
    };
    let room = 0;
    let place = go(room);
    for (let count = 0; count < MOST_COVERS; count += 1) {
      // A head that stays where it is, when all else is scrolled, must not cover the place.
      const cover = coverAt(frame, place);
      if (!cover || cover.bottom > innerHeight / 2) break;
      room += cover.bottom - place;
      place = go(room);
    }
    Object.assign(frame.style, { scrollMarginTop, scrollMarginBottom });
  }

  /**
   * @param {HTMLIFrameElement} frame
   * @param {number} top
   * @param {number} bottom
   */
  function isHidden(frame, top, bottom) {
    if (bottom <= 0 || top >= innerHeight) return true;
    // Of what is higher than the window, no more can be seen than is seen already.
    if (bottom - top > innerHeight / 2) return false;
    return top < 0 || bottom > innerHeight || !!coverAt(frame, top) || !!coverAt(frame, bottom - 4);
  }

  /**
   * Return where something is that stays in its place and covers a frame at a height.
   * @param {HTMLIFrameElement} frame
   * @param {number} y
   */
  function coverAt(frame, y) {
    const { left, width } = frame.getBoundingClientRect();
    const x = Math.min(Math.max(left + width / 2, 0), document.documentElement.clientWidth - 1);
    // Edges lie between pixels.
    /** @type {Element | null} */
    let found = document.elementFromPoint(x, Math.max(y, 0) + 2);
    while (found && !found.contains(frame) && !found.shadowRoot?.contains(frame)) {
      if (["fixed", "sticky"].includes(getComputedStyle(found).position)) {
        return found.getBoundingClientRect();
      }
      const root = found.getRootNode();
      found = found.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
    }
    return null;
  }

  function askAll() {
    for (const frame of frames()) frame.contentWindow?.postMessage({ type: ASK }, "*");
  }

  /**
   * Return an address of the web, or of a folder, else null.
   * @param {string | null} text
   */
  function addressOf(text) {
    if (!text) return null;
    try {
      const address = new URL(text, document.baseURI);
      return ["https:", "http:", "file:"].includes(address.protocol) ? address : null;
    } catch {
      return null;
    }
  }

  class PartnerTool extends HTMLElement {
    static observedAttributes = ["src", "title"];

    connectedCallback() {
      elements.add(this);
      this.#show();
    }

    attributeChangedCallback() {
      if (this.isConnected) this.#show();
    }

    disconnectedCallback() {
      elements.delete(this);
    }

    #show() {
      const address = addressOf(this.getAttribute("src"));
      const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      // What stands in the element, a link as a rule, is seen until the worksheet has answered.
      const slot = document.createElement("slot");
      shadow.replaceChildren(slot);
      this.style.display = "block";
      if (!address) return;
      for (const name of COLOURS) {
        const colour = this.#colour(name, shadow);
        if (colour) address.searchParams.set(name, colour);
      }
      for (const name of ["scheme", "font"]) {
        const word = getComputedStyle(this).getPropertyValue(`--partner-tool-${name}`).trim();
        if (word) address.searchParams.set(name, word);
      }
      const frame = document.createElement("iframe");
      frame.title = this.getAttribute("title") || this.textContent?.trim() || "Worksheet";
      frame.loading = "lazy";
      Object.assign(frame.style, {
        display: "block",
        width: "100%",
        height: `${FIRST_HEIGHT}px`,
        border: "0",
      });
      frame.src = address.href;
      shadow.append(frame);
    }

    /**
     * Return the colour that the page's style sheet gives, as six hexadecimal digits.
     * @param {string} name
     * @param {ShadowRoot} shadow
     */
    #colour(name, shadow) {
      const value = getComputedStyle(this).getPropertyValue(`--partner-tool-${name}`).trim();
      if (!value || !CSS.supports("color", value)) return "";
      const probe = document.createElement("span");
      probe.style.color = value;
      shadow.append(probe);
      const parts = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(getComputedStyle(probe).color);
      probe.remove();
      const digits = (parts ?? []).slice(1).map((part) => Number(part).toString(16).padStart(2, "0"));
      return digits.join("");
    }
  }

  // Version 1 may be on the same page, and have been the first.
  if (!customElements.get("partner-tool")) customElements.define("partner-tool", PartnerTool);
  askAll();
  addEventListener("DOMContentLoaded", askAll);
})();
