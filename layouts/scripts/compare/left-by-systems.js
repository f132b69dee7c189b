// Which files nobody has sent.

// As `partnertools/files.py` has it; the vectors of `formats/vectors/comparing.json` hold for both.
const LEFT_BY_SYSTEMS = /^(\..*|(eh)?thumbs\.db|desktop\.ini|icon\r|__macosx|@eadir|\$recycle\.bin)$/i;

/**
 * Whether a file is one that systems leave in folders, or in such a folder.
 *
 * @param {string} path from the name of the folder on that was chosen, which may be called anything
 */
export function isLeftBySystem(path) {
  const parts = path.split("/");
  return (parts.length > 1 ? parts.slice(1) : parts).some((part) => LEFT_BY_SYSTEMS.test(part));
}

