// The link that a facilitator gives out, `…#for=Ana%20Ruiz&round=Spring&to=ana@example.org` -> who
// asks for answers, for which round, and where they go. What stands behind `#` reaches no server.

import { labelsOf } from "./file.js";
import { readAddress } from "./labels.js";
import { element, verbatim } from "./page.js";
import { gettext, weave } from "./words.js";

/**
 * What somebody asks for; `to` is a mail address.
 * @typedef {{for?: string, round?: string, to?: string}} Request
 */

/** Longer than any link that a person has been given. */
const LONGEST = 2000;

/**
 * Read what a link asks for; null where it asks for nothing.
 * @param {string} hash
 * @returns {Request | null}
 */
export function readRequest(hash) {
  if (hash.length > LONGEST) return null;
  const said = new URLSearchParams(hash.slice(1));
  // A plus sign stands for a space here; in an address it is most likely meant.
  const to = said.get("to")?.trim().replaceAll(" ", "+");
  const request = requestOf({ for: said.get("for"), round: said.get("round"), to });
  return isBlank(request) ? null : request;
}

/**
 * Return what is asked for, wherever that was written down.
 * @param {Record<string, unknown>} found
 * @returns {Request}
 */
export function requestOf(found) {
  const to = readAddress(found.to);
  return { ...labelsOf(found), ...(to ? { to } : {}) };
}

/**
 * Return what a link to a worksheet ends with to ask for this.
 * @param {Request} request
 */
export function writeRequest(request) {
  const said = Object.entries(request).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  // The sign of a mail address stays: people read what they hand out.
  return said.length ? `#${said.join("&").replaceAll("%40", "@")}` : "";
}

/** @param {Request} request */
export function isBlank({ for: asker, round, to }) {
  return !asker && !round && !to;
}

/**
 * Return in words who asks, and for which round.
 * @param {Request} request
 */
export function describeRequest({ for: asker, round }) {
  return [
    ...(asker
      ? [element("p", {}, ...weave(gettext("%(person)s is collecting answers to this worksheet."), { person: verbatim(asker) }))]
      : []),
    ...(round ? [describeRound(round)] : []),
  ];
}

/** @param {string} round */
export function describeRound(round) {
  // translators: People may answer a worksheet several times; this is the name of one of them, as in “Round: Spring”.
  return element("p", {}, ...weave(gettext("Round: %(round)s"), { round: verbatim(round) }));
}

/** @param {string} to a mail address */
export function describeAddress(to) {
  return element("p", {}, ...weave(gettext("Send it to: %(address)s"), { address: verbatim(to) }));
}
