// The colours that a host asks for in an embedded page's address -> the page's design tokens.

/** @typedef {[red: number, green: number, blue: number]} Colour from 0 to 255 */

const FONTS = { serif: "Georgia, Cambria, serif", sans: "Arial, Helvetica, sans-serif" };
/** What text needs, and what the edge of a box (WCAG 2.2, 1.4.3 and 1.4.11). */
const READABLE = 4.5;
const VISIBLE = 3;
/** @type {Colour} */
const BLACK = [0, 0, 0];
/** @type {Colour} */
const WHITE = [255, 255, 255];

/**
 * Take up scheme, colours and type. A colour is six hexadecimal digits, and nothing else is taken;
 * one that could not be read is left out.
 * @param {HTMLElement} root
 * @param {URLSearchParams} wishes `scheme`, `text`, `background`, `accent`, `font`
 */
export function applyTheme(root, wishes) {
  const own = colour(wishes.get("background"));
  root.style.colorScheme = schemeOf(wishes.get("scheme"), own);
  const font = wishes.get("font");
  if (font === "serif" || font === "sans") root.style.setProperty("--font-screen", FONTS[font]);
  if (!["text", "background", "accent"].some((name) => colour(wishes.get(name)))) return;

  const background = own ?? token("surface", root);
  const pick = (/** @type {(Colour | null)[]} */ ...candidates) =>
    candidates.find((one) => one && contrast(one, background) >= READABLE) ?? null;
  const text = pick(colour(wishes.get("text")), token("ink", root), BLACK, WHITE) ?? BLACK;
  const accent = pick(colour(wishes.get("accent")), token("accent", root)) ?? text;
  const error = pick(token("error", root)) ?? text;
  const line = mixed(text, background, 0.65);
  const soft = mixed(accent, background, 0.08);
  const isSoftReadable = contrast(text, soft) >= READABLE && contrast(accent, soft) >= READABLE;
  /** @type {Record<string, Colour>} */
  const tokens = {
    ink: text,
    // Greyer words, as long as they are readable too.
    muted: pick(mixed(text, background, 0.8)) ?? text,
    accent,
    "accent-soft": isSoftReadable ? soft : background,
    line: contrast(line, background) >= VISIBLE ? line : text,
    "line-soft": mixed(text, background, 0.25),
    surface: background,
    sand: background,
    error,
  };
  for (const [name, value] of Object.entries(tokens)) {
    root.style.setProperty(`--${name}`, `rgb(${value.join(" ")})`);
  }
}

/**
 * Native controls, too, follow the scheme: on a dark background of the host they are dark.
 * @param {string | null} wished
 * @param {Colour | null} background
 */
function schemeOf(wished, background) {
  if (background) return contrast(background, WHITE) > contrast(background, BLACK) ? "dark" : "light";
  const isDark = wished === "auto" && matchMedia("(prefers-color-scheme: dark)").matches;
  return isDark || wished === "dark" ? "dark" : "light";
}

/**
 * Return a design token of the page, a colour, as it is where an element stands.
 * @param {string} name
 * @param {HTMLElement} place
 * @returns {Colour}
 */
export function token(name, place) {
  const probe = document.createElement("span");
  probe.style.color = `var(--${name})`;
  place.append(probe);
  const [red = 0, green = 0, blue = 0] = getComputedStyle(probe).color.match(/\d+/g)?.map(Number) ?? [];
  probe.remove();
  return [red, green, blue];
}

/**
 * @param {Colour} colour
 * @returns {string} as choosers of colours have it
 */
export function hexadecimal(colour) {
  return `#${colour.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * @param {string | null | undefined} text
 * @returns {Colour | null}
 */
function colour(text) {
  const found = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text ?? "");
  if (!found) return null;
  const [red = 0, green = 0, blue = 0] = found.slice(1).map((part) => parseInt(part, 16));
  return [red, green, blue];
}

/**
 * Return the contrast of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio").
 * @param {Colour} one
 * @param {Colour} other
 */
function contrast(one, other) {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** @param {Colour} colour */
function luminance(colour) {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/**
 * @param {Colour} one
 * @param {Colour} other
 * @param {number} share of the first, from 0 to 1
 * @returns {Colour}
 */
function mixed(one, other, share) {
  const part = (/** @type {0 | 1 | 2} */ i) => Math.round(one[i] * share + other[i] * (1 - share));
  return [part(0), part(1), part(2)];
}
