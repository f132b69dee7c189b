// Returned copies, and what the page knows of the worksheets -> who has answered, and which answers
// belong together.

import { readNumber, writeNumber } from "../../fields/number/values.js";

/** @typedef {import("./statistics.js").Option} Option */
/**
 * One answer of a worksheet.
 * @typedef {object} Field
 * @property {string} id
 * @property {string} label
 * @property {string} name
 * @property {string} type
 * @property {Option[]} [options]
 * @property {string} [unit] of a number
 * @property {string} [point] of a number: what stands before its decimals where it isn't a point; the next three are
 *   there only then
 * @property {number} [minimum]
 * @property {number} [maximum]
 * @property {number} [decimals]
 * @property {string} [value] what it says before anybody has answered
 * @property {boolean} [readOnly] whether nobody can answer it
 * @property {string} [names] of who answers: "person" or "organization"
 * @property {string} [row] of a table
 */
/**
 * @typedef {object} Question
 * @property {string} id
 * @property {string} title
 * @property {string} label
 * @property {string} section
 * @property {"levels" | "choice" | "boxes" | "table" | "text"} kind
 * @property {string} name
 * @property {string} [point]
 * @property {Option[]} [options]
 * @property {Field[]} [cells]
 * @property {boolean} [readOnly] whether nobody can answer it
 * @property {string} [right] the choice that is right
 * @property {string[]} [notes] questions that explain this one
 * @property {{lead: string, items: string[]}} [talk]
 */
/**
 * @typedef {object} Worksheet
 * @property {string} id
 * @property {string} title
 * @property {number} version
 * @property {Field[]} who
 * @property {Question[]} questions
 */
/** @typedef {{title: string, worksheets: Worksheet[]}} Toolkit */
/** @typedef {string | boolean | number} Answer */
/**
 * One filled copy of one worksheet.
 * @typedef {object} Copy
 * @property {string} file
 * @property {string} worksheet
 * @property {number | null} version
 * @property {string} language
 * @property {string} round
 * @property {Record<string, Answer>} answers without what is empty
 * @property {string[]} missing fields that should be in the file, and are not
 * @property {string} [letter] instead of a name
 * @property {number} [person] tells people of one name apart, where they count as several, from 1
 * @property {boolean} [isLeftOut] where another copy of the same person counts
 */

/**
 * Return a copy with the answers that are any.
 * @param {Worksheet} worksheet
 * @param {string} file
 * @param {{version: number | null, language: string, round: string}} about
 * @param {Record<string, unknown>} given
 * @returns {Copy}
 */
export function copyOf(worksheet, file, { version, language, round }, given) {
  const fields = new Map(fieldsOf(worksheet).map((field) => [field.id, field]));
  /** @type {Record<string, Answer>} */
  const answers = {};
  for (const [id, value] of Object.entries(given)) {
    const answer = answerOf(fields.get(id), value);
    if (answer !== null) Object.defineProperty(answers, id, { value: answer, enumerable: true });
  }
  return { file, worksheet: worksheet.id, version, language, round, answers, missing: [] };
}

/**
 * Return an answer as it counts: null for none, a number where a text stands for one.
 * @param {Field | undefined} field
 * @param {unknown} value
 * @returns {Answer | null}
 */
function answerOf(field, value) {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "boolean") return value || null;
  if (typeof value !== "string" || !value.trim()) return null;
  // What was there before, in a field that nobody can change.
  if (field?.value === value) return null;
  return field?.type === "number" ? (readNumber(value, field.unit, field.point) ?? value) : value;
}

/**
 * Return the fields of a worksheet in reading order.
 * @param {Worksheet} worksheet
 * @returns {Field[]}
 */
export function fieldsOf({ who, questions }) {
  const asked = questions.flatMap((question) => question.cells ?? [/** @type {Field} */ (/** @type {unknown} */ (question))]);
  return [...who, ...asked];
}

/**
 * Return the questions of a worksheet that somebody can answer.
 * @param {Worksheet} worksheet
 */
export function askedOf({ questions }) {
  return questions.filter(({ readOnly }) => !readOnly);
}

/**
 * Return an answer as text, an empty one where there is none.
 * @param {Copy} copy
 * @param {string} id
 */
export function textOf({ answers }, id) {
  const answer = Object.hasOwn(answers, id) ? answers[id] : "";
  return typeof answer === "boolean" ? (answer ? "yes" : "") : String(answer ?? "");
}

/**
 * Return an answer as people read it, an empty text where there is none.
 * @param {Copy} copy
 * @param {{id: string, point?: string}} field
 */
export function shownText(copy, { id, point }) {
  const answer = Object.hasOwn(copy.answers, id) ? copy.answers[id] : "";
  return typeof answer === "number" ? writeNumber(answer, point) : textOf(copy, id);
}

/**
 * Return who has answered, as the copy says it: an organization, a person, or both.
 * @param {Copy} copy
 * @param {Worksheet} worksheet
 */
function namesIn(copy, { who }) {
  /** @param {string} whom */
  const named = (whom) => {
    const field = who.find(({ names }) => names === whom);
    return field ? oneLine(textOf(copy, field.id)) : "";
  };
  return { organization: named("organization"), person: named("person") };
}

/**
 * Return what copies under the same name have in common; empty where a copy doesn't say who has answered.
 * @param {Copy} copy
 * @param {Worksheet} worksheet
 */
export function nameIn(copy, worksheet) {
  if (copy.letter) return copy.letter;
  const { organization, person } = namesIn(copy, worksheet);
  return organization || person ? `${plain(organization)}|${plain(person)}` : "";
}

/**
 * Return what two copies by the same person have in common, and nobody else's; empty where a copy
 * doesn't say who has answered.
 * @param {Copy} copy
 * @param {Worksheet} worksheet
 */
export function identityOf(copy, worksheet) {
  const name = nameIn(copy, worksheet);
  return name && copy.person ? `${name}\n${copy.person}` : name;
}

/**
 * Return a name for each copy of one worksheet: as short as tells it from the others, and the same
 * for the same person in every round.
 * @param {Copy[]} copies
 * @param {Worksheet} worksheet
 * @returns {Map<Copy, string>}
 */
export function nameCopies(copies, worksheet) {
  // As a person has written the name the first time.
  const people = new Map([...copies].reverse().map((copy) => [keyOf(copy, worksheet), copy]));
  const counted = new Map();
  for (const copy of people.values()) {
    const { organization } = namesIn(copy, worksheet);
    counted.set(plain(organization), (counted.get(plain(organization)) ?? 0) + 1);
  }
  /** @type {Map<string, string>} */
  const names = new Map();
  const taken = new Set();
  for (const [key, copy] of [...people].reverse()) {
    const { organization, person } = namesIn(copy, worksheet);
    const isAlone = counted.get(plain(organization)) === 1;
    const both = person && organization ? `${person} (${organization})` : person || organization;
    const isInside = counted.size === 1 && person;
    let name = copy.letter || (isInside ? person : isAlone ? organization || person : both);
    name ||= stem(copy.file, worksheet.id);
    // The same in every worksheet.
    if (copy.person && copy.person > 1 && !copy.letter) name = `${name} ${copy.person}`;
    for (let number = 2; taken.has(plain(name)); number += 1) {
      name = `${name.replace(/ \d+$/, "")} ${number}`;
    }
    taken.add(plain(name));
    names.set(key, name);
  }
  return new Map(copies.map((copy) => [copy, names.get(keyOf(copy, worksheet)) ?? ""]));
}

/**
 * Return what a person is known by among all copies: who they say they are, or else their file.
 * @param {Copy} copy
 * @param {Worksheet} worksheet
 */
export function keyOf(copy, worksheet) {
  return identityOf(copy, worksheet) || `file: ${copy.file}`;
}

/**
 * Return what answers a copy has that today's worksheet does not ask for, and how many of what it
 * asks for are answered.
 * @param {Copy} copy
 * @param {Worksheet} worksheet
 */
export function coverage(copy, worksheet) {
  const known = new Set(fieldsOf(worksheet).map(({ id }) => id));
  const given = Object.keys(copy.answers);
  const asked = askedOf(worksheet);
  return {
    answered: asked.filter((question) => isAnswered(copy, question)).length,
    asked: asked.length,
    vanished: given.filter((id) => !known.has(id)),
  };
}

/**
 * @param {Copy} copy
 * @param {Question} question
 */
export function isAnswered(copy, { id, cells }) {
  return (cells ?? [{ id }]).some((cell) => textOf(copy, cell.id).trim() !== "");
}

/** Return a file's name without what all of them have. @param {string} file @param {string} slug */
function stem(file, slug) {
  const name = file.replace(/^.*\//, "").replace(/\.\w+( \(.*\))?$/, "");
  return (name.startsWith(`${slug}-`) ? name.slice(slug.length + 1) : name) || file;
}

/** @param {string} text */
function oneLine(text) {
  return text.replace(/\s+/g, " ").trim();
}

/** @param {string} name */
export function plain(name) {
  return oneLine(name.normalize("NFKC").replace(/\p{DI}/gu, "")).toLowerCase();
}
