// The first bytes of a file that somebody sends by mistake -> what it is, and what to do.
//
// `partnertools collect` tells the same; the vectors of `formats/vectors/comparing.json` hold for both.

import { FileError, decodeText } from "../file.js";
import { gettext } from "../words.js";

const SAVE_AS = gettext("Save it as “CSV UTF-8”.");
const PICTURE = gettext("it is a picture.");
const TYPE_IN = gettext("A photo or scan cannot be read. Type the answers into the worksheet’s page.");
const OFFICE = gettext("it is a spreadsheet, a text document, or a ZIP file.");
const UNPACK = gettext("Unpack a ZIP file first. Save a spreadsheet as “CSV UTF-8”.");
const OLD = gettext("it is an old spreadsheet or text document.");
const SAVE = gettext("Save a spreadsheet as “CSV UTF-8”.");
/** How files begin, a letter for each byte. @type {[RegExp, string, string][]} */
const STRANGERS = [
  [/^PK\x03\x04/, OFFICE, UNPACK],
  [/^\xd0\xcf\x11\xe0/, OLD, SAVE],
  [/^\xff\xd8\xff|^\x89PNG|^GIF8[79]a|^RIFF....WEBP|^II\*\0|^MM\0\*/s, PICTURE, TYPE_IN],
  // Of phones: HEIC and AVIF.
  [/^....ftyp(hei|hev|mif|msf|avi)/s, PICTURE, TYPE_IN],
];
/** What no text has, in any encoding of a byte for a letter. */
const NO_TEXT = /[\0-\x08\x0e-\x1f]/;

/** How UTF-16 begins, with its mark or without. */
const WIDE = /^(\xff\xfe|\xfe\xff|[^\0]\0[^\0]\0|\0[^\0]\0[^\0])/;

/**
 * Return what a file is that nobody can have filled in, and what to do.
 * @param {Uint8Array} bytes
 * @returns {[string, string] | null}
 */
export function strangerOf(bytes) {
  const start = startOf(bytes);
  const found = STRANGERS.find(([begin]) => begin.test(start));
  return found ? [found[1], found[2]] : null;
}

/**
 * Return the text of a file of answers or of a table. Spreadsheet programs save tables in older
 * encodings, unless they are told otherwise.
 * @param {Uint8Array} bytes
 */
export function decodeAny(bytes) {
  try {
    return decodeText(bytes);
  } catch (error) {
    const start = startOf(bytes);
    const isTable = !/^(\xff\xfe|\xfe\xff)?[\s\0]*\{/.test(start);
    if (!isTable || (!WIDE.test(start) && NO_TEXT.test(start))) throw error;
    throw new FileError(gettext("its text is not in the encoding UTF-8."), SAVE_AS);
  }
}

/** Return the first bytes as letters, one for each. @param {Uint8Array} bytes */
function startOf(bytes) {
  return String.fromCharCode(...bytes.subarray(0, 1024));
}
