// The name of a round, or of who asks for answers, wherever it comes from -> one line, or nothing.

/**
 * What a label may not have: controls, what nobody sees or what turns the text beside it, halves of
 * characters, ends of lines.
 */
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const LONGEST = 80;

/**
 * Return a label with single spaces; empty where it is none. Python reads it the same way:
 * `read_label` in `partnertools/model/values.py`.
 * @param {unknown} value
 */
export function readLabel(value) {
  if (typeof value !== "string" || FORBIDDEN.test(value)) return "";
  const label = value.replace(/\s+/g, " ").trim().normalize("NFC");
  return [...label].length <= LONGEST ? label : "";
}

/** As Python has it for `answers_to` in `toolkit.yaml`, and no longer than mail allows (RFC 5321). */
const ADDRESS = /^[\p{L}\p{N}_.+'=-]+@[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)+$/u;
const LONGEST_ADDRESS = 254;

/**
 * Return a mail address; empty where it is none, or several, or more than that.
 * @param {unknown} value
 */
export function readAddress(value) {
  return typeof value === "string" && value.length <= LONGEST_ADDRESS && ADDRESS.test(value) ? value : "";
}
