// A page in somebody else's frame -> its height, told to the page around it whenever it changes; and
// the places that it would scroll to, if it were not as high as what is in it.

/** The messages that are sent, and the one that is listened to. */
export const HEIGHT = "partner-tool:height";
export const SCROLL = "partner-tool:scroll";
export const ASK = "partner-tool:ask";

/** No more than one answer for each time that a screen is drawn, in milliseconds. */
const PAUSE = 20;
/** The room above a place that is scrolled to, in pixels. */
const ROOM = 16;
/** How long the page around may take to make the frame as high as what is in it, in milliseconds. */
const SIZING = 1000;

/** Tell the height now, at every change, and whenever the page around asks; follow links. */
export function startFrame() {
  if (window.parent === window) return;
  let told = 0;
  // A link within the page would take the secret from the address.
  const secret = /^#\?secret=(\w{1,32})$/.exec(location.hash)?.[1];
  const tell = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    // Anyone may know how tall a public page is, and where its questions are; nothing else is said.
    window.parent.postMessage({ type: HEIGHT, height }, "*");
    // WordPress frames what it finds by oEmbed with a secret, and wants to hear it again.
    if (secret) window.parent.postMessage({ message: "height", value: height, secret }, "*");
    requestResize();
  };
  new ResizeObserver(tell).observe(document.body);
  let isAsked = false;
  addEventListener("message", (event) => {
    if (event.source !== window.parent || event.data?.type !== ASK || isAsked) return;
    isAsked = true;
    setTimeout(() => {
      isAsked = false;
      told = 0;
      tell();
    }, PAUSE);
  });
  addEventListener("click", followLink);
  followFocus();
}

/**
 * Scroll to an element, wherever the scrolling is done: here, or in the page around.
 * @param {Element} element
 */
export function bringIntoView(element) {
  element.scrollIntoView();
  askToScroll(element, false);
}

let sizing = 0;
let askAgain = () => {};

/** @param {Element} element @param {boolean} isFocus */
function askToScroll(element, isFocus) {
  if (window.parent === window) return;
  clearTimeout(sizing);
  removeEventListener("resize", askAgain);
  // A frame that scrolls by itself needs nobody else, and how far it has scrolled would tell which
  // choice has the focus. A page that has just grown scrolls too, until its frame is sized anew.
  if (isScrolling()) {
    askAgain = () => askToScroll(element, isFocus);
    addEventListener("resize", askAgain);
    sizing = setTimeout(() => removeEventListener("resize", askAgain), SIZING);
    return;
  }
  const { top, bottom } = element.getBoundingClientRect();
  window.parent.postMessage({ type: SCROLL, top: top - ROOM, bottom, isFocus }, "*");
}

/**
 * Follow a link to a place on this page. Browsers scroll to it here alone, which does nothing where
 * the frame is as high as the page.
 * @param {MouseEvent} event
 */
function followLink(event) {
  const link = event.target instanceof Element ? event.target.closest("a[href^='#']") : null;
  if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || isScrolling()) return;
  const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (target) bringIntoView(target);
}

/** Return whether the page is higher than its frame. */
function isScrolling() {
  const { scrollHeight, clientHeight } = document.documentElement;
  return scrollHeight > clientHeight + ROOM;
}

/** Let whatever gets the focus be seen, unless a finger or a mouse is just on it. */
function followFocus() {
  let isPressed = false;
  addEventListener("mousedown", () => (isPressed = true), true);
  addEventListener("keydown", () => (isPressed = false), true);
  // A click on a label gives the focus to its choice, in Firefox only after the mouse was let go.
  addEventListener("mouseup", () => setTimeout(() => (isPressed = false)), true);
  addEventListener("focusin", ({ target }) => {
    if (isPressed || !(target instanceof Element)) return;
    // Which choice has the focus is as good as an answer, and none of the host’s business: it hears
    // of the question.
    const isChoice = target.matches("[type=radio], [type=checkbox]");
    askToScroll((isChoice && target.closest("fieldset, td, .field")) || target, true);
  });
}

/** Browsers that size frames by themselves do so at the load, and again when they are asked. */
function requestResize() {
  try {
    /** @type {Window & {requestResize?: () => void}} */ (window).requestResize?.();
  } catch {
    // The page around didn’t want it.
  }
}
