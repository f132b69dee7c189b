// A page at an address of former times -> the same place on the page that has taken its place.

import { requirePart } from "./page.js";

const link = /** @type {HTMLAnchorElement} */ (requirePart("moved"));
// What an address asks for, such as a round, and the part of the page go with it.
location.replace(`${link.href}${location.search}${location.hash}`);
