// For pages that show a worksheet in a frame: frames as high as what is in them, any number on a page,
// and the element <partner-tool src="…">, which makes such a frame. Version 1: this file never changes.
(() => {
  "use strict";

  // Whoever shows three worksheets copies three times; once is enough.
  if (customElements.get("partner-tool")) return;

  const HEIGHT = "partner-tool:height";
  const ASK = "partner-tool:ask";
  const FIRST_HEIGHT = 800;
  // No worksheet comes near it; a page in a frame must not blow up the page around it.
  const LARGEST = 60_000;
  const COLOURS = ["text", "background", "accent"];

  /**
   * Frames in the shadow of their elements, where a look through the page doesn't find them, and
   * what is to be done when a worksheet has answered from one.
   * @type {Map<HTMLIFrameElement, () => void>}
   */
  const made = new Map();

  /** @returns {HTMLIFrameElement[]} */
  function frames() {
    return [...document.querySelectorAll("iframe"), ...made.keys()].filter(
      (frame) => made.has(frame) || frame.classList.contains("partner-tool"),
    );
  }

  addEventListener("message", ({ data, source, origin }) => {
    if (data?.type !== HEIGHT || !(data.height > 0 && data.height <= LARGEST)) return;
    const frame = frames().find((one) => one.contentWindow === source);
    if (!frame) return;
    // A frame may have been led away from where it began. One in a sandbox has no origin, and of
    // pages in folders browsers don't agree what it is.
    const address = new URL(frame.src, location.href);
    if (address.protocol !== "file:" && ![address.origin, "null"].includes(origin)) return;
    frame.style.height = `${Math.ceil(data.height)}px`;
    made.get(frame)?.();
  });

  /** @param {HTMLIFrameElement} frame */
  function ask(frame) {
    frame.contentWindow?.postMessage({ type: ASK }, "*");
  }

  function askAll() {
    for (const frame of frames()) ask(frame);
  }

  class PartnerTool extends HTMLElement {
    static observedAttributes = ["src", "title"];

    connectedCallback() {
      this.#show();
    }

    attributeChangedCallback() {
      if (this.isConnected) this.#show();
    }

    disconnectedCallback() {
      for (const frame of this.shadowRoot?.querySelectorAll("iframe") ?? []) made.delete(frame);
    }

    #show() {
      this.disconnectedCallback();
      const address = new URL(this.getAttribute("src") ?? "", document.baseURI);
      if (!["https:", "http:", "file:"].includes(address.protocol)) return;
      const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      // What stands in the element, a link as a rule, is seen until the worksheet has answered.
      const slot = document.createElement("slot");
      const probe = document.createElement("span");
      const frame = document.createElement("iframe");
      shadow.replaceChildren(slot, probe, frame);
      this.style.display = "block";
      for (const name of COLOURS) {
        const colour = this.#colour(name, probe);
        if (colour) address.searchParams.set(name, colour);
      }
      for (const name of ["scheme", "font"]) {
        const word = getComputedStyle(this).getPropertyValue(`--partner-tool-${name}`).trim();
        if (word) address.searchParams.set(name, word);
      }
      probe.remove();
      frame.title = this.getAttribute("title") || this.textContent?.trim() || "Worksheet";
      frame.loading = "lazy";
      Object.assign(frame.style, {
        display: "block",
        width: "100%",
        height: `${FIRST_HEIGHT}px`,
        border: "0",
      });
      made.set(frame, () => {
        slot.style.display = "none";
      });
      frame.src = address.href;
    }

    /**
     * Return the colour that the page's style sheet gives, as six hexadecimal digits.
     * @param {string} name
     * @param {HTMLElement} probe
     */
    #colour(name, probe) {
      const value = getComputedStyle(this).getPropertyValue(`--partner-tool-${name}`).trim();
      if (!value || !CSS.supports("color", value)) return "";
      probe.style.color = value;
      const parts = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(getComputedStyle(probe).color);
      const digits = (parts ?? []).slice(1).map((part) => Number(part).toString(16).padStart(2, "0"));
      return digits.join("");
    }
  }

  customElements.define("partner-tool", PartnerTool);
  askAll();
  addEventListener("DOMContentLoaded", askAll);
})();
