// A file with answers -> the person who collects them: through an app of the device, or by mail.
//
// Nothing leaves the page by itself. A person sees which file goes to whom, then chooses the way.

import { labelsOf, offer } from "./file.js";
import { readLabel } from "./labels.js";
import { element, verbatim } from "./page.js";
import { describeAddress, describeRound } from "./request.js";
import { gettext, weave } from "./words.js";

/** @typedef {import("./page.js").Action} Action */
/** @typedef {import("./page.js").Notes} Notes */
/** @typedef {import("./request.js").Request} Request */

/**
 * What is sent, and what the mail says of it.
 * @typedef {object} Parcel
 * @property {File} file
 * @property {string} title the worksheet's
 * @property {string} who answers; may be empty
 * @property {Request} request
 * @property {boolean} isSandboxed whether the website around may block it
 * @property {() => void} onSaved
 */

/** The name of the note. */
export const SENDING = "sending";

/**
 * Show what is ready to be sent, and the ways to send it.
 * @param {Parcel} parcel
 * @param {Notes} notes
 */
export function showParcel(parcel, notes) {
  const { file, request } = parcel;
  const mail = { label: gettext("Save it and write an email"), act: () => writeMail(parcel, notes) };
  const share = { label: gettext("Share"), act: () => void shareFile(parcel, notes) };
  notes.show(SENDING, [...ready(file.name, request), ...recipient(request)], {
    actions: canShare(file) ? [share, mail] : [mail],
    isAnswer: true,
  });
}

/**
 * @param {string} name
 * @param {Request} request
 */
function ready(name, { for: asker, round }) {
  const text = asker ? gettext("%(file)s is ready for %(person)s.") : gettext("%(file)s is ready.");
  const said = element("p", {}, ...weave(text, { file: verbatim(name), person: verbatim(asker ?? "") }));
  return round ? [said, describeRound(round)] : [said];
}

/** @param {Request} request */
function recipient({ to }) {
  return to ? [describeAddress(to)] : [];
}

/** @param {File} file */
function canShare(file) {
  // Not every browser has it, whatever its types say.
  return navigator.canShare?.({ files: [file] }) ?? false;
}

/**
 * @param {Parcel} parcel
 * @param {Notes} notes
 */
async function shareFile(parcel, notes) {
  const { file, title } = parcel;
  try {
    await navigator.share({ files: [file], title });
  } catch (error) {
    // Whoever closes the device's dialog has changed their mind.
    if (error instanceof DOMException && error.name === "AbortError") return;
    const said = gettext("This device could not share the file. Save it and write an email instead.");
    const actions = [{ label: gettext("Save it and write an email"), act: () => writeMail(parcel, notes) }];
    notes.show(SENDING, [said, ...recipient(parcel.request)], { actions, isAnswer: true, isError: true });
    return;
  }
  const said = gettext("You shared %(file)s. Your answers are still on this page.");
  notes.show(SENDING, [element("p", {}, ...weave(said, { file: verbatim(file.name) }))], { isAnswer: true });
}

/**
 * Save the file and open a mail, to which no page can attach anything: it says what to attach.
 * @param {Parcel} parcel
 * @param {Notes} notes
 */
function writeMail(parcel, notes) {
  const { file, request, isSandboxed, onSaved } = parcel;
  offer(file, file.type, file.name);
  onSaved();
  const link = element("a", { class: "button", href: mailAddress(parcel) }, gettext("Write the email"));
  const saved = gettext("Saved. Look for %(file)s in your downloads, and attach it to your email.");
  const what = element("p", {}, ...weave(saved, { file: verbatim(file.name) }));
  const unless = isSandboxed
    ? gettext("If nothing happens, the website that shows this worksheet is blocking it.")
    : gettext("If no email opens, write it in your usual way.");
  const way = element("p", { class: "buttons" }, link);
  notes.show(SENDING, [what, ...recipient(request), unless, way], { isAnswer: true });
  link.click();
}

/** @param {Parcel} parcel */
function mailAddress({ file, title, who, request }) {
  const { round, for: asker } = labelsOf({ ...request });
  const subject = [title, readLabel(who), round].filter((part) => part).join(" – ");
  const body = [
    // translators: The first line of an email; the next sentence is its second.
    asker ? gettext("Hello %(person)s,", { person: asker }) : gettext("Hello,"),
    round
      ? gettext("here are my answers to “%(title)s” (%(round)s).", { title, round })
      : gettext("here are my answers to “%(title)s”.", { title }),
    gettext("[Attach the file %(file)s from your downloads, then delete this line.]", { file: file.name }),
  ].join("\r\n\r\n");
  const [name = "", host] = (request.to ?? "").split("@");
  // The sign stays as it is (RFC 6068, 2).
  const to = host ? `${encodeURIComponent(name)}@${encodeURIComponent(host)}` : "";
  return `mailto:${to}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
}
