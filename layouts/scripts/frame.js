// A page in somebody else's frame -> its height, told to the page around it whenever it changes.

/** The one message that is sent, and the one that is listened to. */
export const HEIGHT = "partner-tool:height";
export const ASK = "partner-tool:ask";

/** Tell the height now, at every change, and whenever the page around asks. */
export function startFrame() {
  if (window.parent === window) return;
  let told = 0;
  // A link within the page would take the secret from the address.
  const secret = /^#\?secret=(\w{1,32})$/.exec(location.hash)?.[1];
  const tell = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    // Anyone may know how tall a public page is; nothing else is ever said.
    window.parent.postMessage({ type: HEIGHT, height }, "*");
    // WordPress frames what it finds by oEmbed with a secret, and wants to hear it again.
    if (secret) window.parent.postMessage({ message: "height", value: height, secret }, "*");
    requestResize();
  };
  new ResizeObserver(tell).observe(document.body);
  addEventListener("message", (event) => {
    if (event.source !== window.parent || event.data?.type !== ASK) return;
    told = 0;
    tell();
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
