// Objects of a PDF that have changed -> what is added to the file (ISO 32000-1, 7.5.6).
//
// Strings stand for bytes: each character is one (Latin-1).

import { md5 } from "./md5.js";

/** @typedef {import("./plan.js").FillPlan} FillPlan */

const END = ">>\nendobj\n";


/**
 * Return the update: objects, cross-references, and where these begin.
 * @param {FillPlan} plan
 * @param {number} offset
 * @param {Map<number, string>} heads
 * @param {Map<number, string>} changed
 * @param {string[]} streams
 */
export function joinUpdate(plan, offset, heads, changed, streams) {
  const numbers = [...changed.keys()].sort((one, other) => one - other);
  const objects = numbers.map((number) => `${heads.get(number)}${changed.get(number)}${END}`);
  streams.forEach((_, count) => numbers.push(plan.size + count));
  let at = offset + 1;
  const places = [];
  for (const object of [...objects, ...streams]) {
    places.push(at);
    at += object.length;
  }
  // What differs from copy to copy makes their identifiers differ.
  const digest = md5(bytes([...changed.values(), ...streams].join("")));
  const references = xref(plan, numbers, places, at, digest);
  return ["\n", ...objects, ...streams, references, `startxref\n${at}\n%%EOF\n`].join("");
}

/**
 * Return the cross-reference section, in the form that the file has already.
 * @param {FillPlan} plan
 * @param {number[]} numbers of objects, rising
 * @param {number[]} places where the objects are
 * @param {number} at where the section is
 * @param {string} digest
 */
function xref(plan, numbers, places, at, digest) {
  let size = Math.max(plan.size, (numbers.at(-1) ?? 0) + 1);
  if (!plan.hasXrefTable) {
    // The section is an object itself.
    numbers = [...numbers, size];
    places = [...places, at];
    size++;
  }
  let trailer = `/Size ${size} /Root ${plan.root} 0 R /Prev ${plan.lastXref}`;
  if (plan.info) trailer += ` /Info ${plan.info} 0 R`;
  // The second part of the identifier changes with the file (ISO 32000-1, 14.4).
  if (plan.identifier) trailer += ` /ID [<${plan.identifier}> <${digest}>]`;
  if (plan.hasXrefTable) {
    const rows = ["xref"];
    let next = 0;
    for (const [first, count] of runs(numbers)) {
      rows.push(`${first} ${count}`);
      for (const place of places.slice(next, next + count)) {
        rows.push(`${String(place).padStart(10, "0")} 00000 n `);
      }
      next += count;
    }
    return [...rows, `trailer\n<< ${trailer} >>\n`].join("\n");
  }
  // A row is kind, offset and generation, in one, four and one bytes (ISO 32000-1, table 18).
  const rows = places.map((place) => {
    const offset = [24, 16, 8, 0].map((bits) => (place >>> bits) & 255);
    return String.fromCharCode(1, ...offset, 0);
  });
  const index = runs(numbers).map(([first, count]) => `${first} ${count}`);
  return (
    `${size - 1} 0 obj\n<< /Type /XRef /W [1 4 1] /Index [${index.join(" ")}] ${trailer}` +
    ` /Length ${rows.length * 6} >>\nstream\n${rows.join("")}\nendstream\nendobj\n`
  );
}

/**
 * Return rising numbers as runs without a gap: the first number of each, and its length.
 * @param {number[]} numbers
 */
function runs(numbers) {
  /** @type {[number, number][]} */
  const found = [];
  for (const number of numbers) {
    const last = found.at(-1);
    if (last && number === last[0] + last[1]) last[1]++;
    else found.push([number, 1]);
  }
  return found;
}

/**
 * Return the bytes that a string stands for.
 * @param {string} text
 */
export function bytes(text) {
  const found = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) found[i] = text.charCodeAt(i);
  return found;
}
