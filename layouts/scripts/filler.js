// A script of its own, which a page loads when the first PDF is to be filled: few people ask for one,
// and it weighs a third of the page's script. Out: what fills a PDF, on the script's own element.

import { StalePlanError, fillPdf, problems } from "./pdf/fill.js";
import { FORMAT } from "./pdf/plan.js";

/**
 * @typedef {object} Filler
 * @property {number} FORMAT the format of fill plans that it knows
 * @property {typeof StalePlanError} StalePlanError
 * @property {typeof fillPdf} fillPdf
 * @property {typeof problems} problems
 */

const script = /** @type {HTMLScriptElement & {filler?: Filler}} */ (document.currentScript);
script.filler = { FORMAT, StalePlanError, fillPdf, problems };
