// What a filled PDF says, and the page's fields -> what has been lost on the way, for a person to know.

import { element, linkTo, verbatim } from "./page.js";
import { gettext, ngettext, weave } from "./words.js";

/** @typedef {import("./form.js").Field} Field */
/** @typedef {import("./form.js").Form} Form */
/** @typedef {import("./pdf/read.js").Reading} Reading */

/**
 * Return what a person should know before trusting a PDF's answers: nothing of one that is sound
 * and has all fields, as every filled copy has.
 * @param {string} name
 * @param {Reading} reading
 * @param {Form} form
 * @returns {(Node | string)[]}
 */
export function doubtsOf(name, { forms, values, isDamaged, doubtful }, form) {
  const fields = [...form.fields.values()];
  const missing = fields.filter(({ id }) => !Object.hasOwn(values, id));
  const uncertain = fields.filter(({ id }) => doubtful.includes(id));
  const certain = fields.filter((field) => !missing.includes(field) && !uncertain.includes(field));
  const empty = certain.filter(({ id, initial }) => isDamaged && values[id] === initial);
  if (!isDamaged && !missing.length && !uncertain.length) return [];
  const isOther = (forms[form.tool]?.version ?? form.version) !== form.version;
  const isBroken = isDamaged || uncertain.length || !isOther;
  const compare = gettext("%(file)s is damaged. What could be read is on this page now. Compare it with the file, or with another copy.");
  const damaged = element("p", {}, ...weave(compare, { file: verbatim(name) }));
  const found = fields.length - missing.length;
  return [
    ...(isBroken ? [damaged] : []),
    ngettext(
      "%(count)s of this worksheet’s %(all)s fields was found in it.",
      "%(count)s of this worksheet’s %(all)s fields were found in it.",
      found,
      { all: fields.length },
    ),
    // translators: A list of fields follows, as after the next two.
    ...listOf(gettext("Not found:"), missing),
    ...listOf(gettext("Found, but the file contradicts itself:"), uncertain),
    ...listOf(gettext("Found without an answer, which may have been lost:"), empty),
  ];
}

/**
 * @param {string} said
 * @param {Field[]} fields
 */
function listOf(said, fields) {
  const links = fields.flatMap(({ controls: [control], name }) =>
    control ? [element("li", {}, linkTo(control, name))] : [],
  );
  return links.length ? [said, element("ul", {}, ...links)] : [];
}
