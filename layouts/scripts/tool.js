// The page of a worksheet, which reads and is filled in without this script -> a page that keeps the
// answers, says how far they are, and hands them out: as a file, on paper, as a filled PDF.

import { startBar } from "./bar.js";
import { listErrors, renewError, showError, showErrors } from "./errors.js";
import { fileName, labelsOf, offer, writeAnswers } from "./file.js";
import { UnavailableError, fetchBlank, fillBlank, objections, readChosen } from "./filled-pdf.js";
import { Form } from "./form.js";
import { startFrame } from "./frame.js";
import { Keeping } from "./keeping.js";
import { startKinds, valueTypeOf } from "./kinds.js";
import { keepPlace } from "./languages.js";
import { NEXT, startAgain } from "./next-person.js";
import { openFile } from "./opening.js";
import { Notes, element, findPart, requirePart, say, verbatim } from "./page.js";
import { startPicks } from "./picks.js";
import { prepareToPrint, printAnswers } from "./print.js";
import { Progress } from "./progress.js";
import { describeAddress, describeRequest, isBlank, readRequest } from "./request.js";
import { SENDING, showParcel } from "./sending.js";
import { AnswerStore } from "./storage.js";
import { applyTheme } from "./theme.js";
import { Warning } from "./warning.js";
import { gettext, weave } from "./words.js";

/** @typedef {import("./filled-pdf.js").BlankPdf} BlankPdf */

// A frame without an origin may not be allowed to save files either, and is not told.
const IS_SANDBOXED = self.origin === "null" && location.protocol !== "file:";

/**
 * What a person wants a filled PDF for, where something is wrong with answers in it.
 * @typedef {object} Purpose
 * @property {string} cutOff
 * @property {string} inFull
 * @property {string} anyway
 */

/** @type {Purpose} */
const DOWNLOAD = {
  cutOff: gettext("You can still download the PDF. It contains every answer, but these may be cut off in the boxes."),
  inFull: gettext("You can still download the PDF. It contains every answer as you wrote it."),
  anyway: gettext("Download anyway"),
};
/** @type {Purpose} */
const SEND = {
  cutOff: gettext("You can still send the PDF. It contains every answer, but these may be cut off in the boxes."),
  inFull: gettext("You can still send the PDF. It contains every answer as you wrote it."),
  anyway: gettext("Send anyway"),
};

class Worksheet {
  /**
   * @param {HTMLFormElement} element
   * @param {URL} site where the site begins, in the language of its source
   */
  constructor(element, site) {
    this.form = new Form(element);
    this.pageNotices = new Notes(requirePart("page-notices"));
    this.actionNotices = new Notes(requirePart("action-notices"));
    /** What the last filled PDF was made from. @type {BlankPdf | null} */
    this.blank = null;
    this.progress = new Progress(element, requirePart("progress"));
    this.keeping = new Keeping(
      this.form,
      new AnswerStore(`partnertools:${site.pathname}:${this.form.tool}`),
      {
        said: requirePart("state"),
        pageNotices: this.pageNotices,
        actionNotices: this.actionNotices,
        warning: new Warning(requirePart("warning"), () => this.save()),
        onChange: () => {
          this.#count();
          this.#recheck();
          this.#showRecipient();
          // What was ready to be sent no longer says what the page says.
          this.actionNotices.hide(SENDING);
        },
      },
    );
  }

  start() {
    this.keeping.start();
    this.#count();
    this.#recheck();
    this.#showRecipient();
    this.#tellRequest();
    // A link to this page, opened where the page is, loads nothing.
    addEventListener("hashchange", () => {
      const link = readRequest(location.hash);
      if (!link) return;
      this.keeping.ask(link);
      this.#tellRequest();
    });
    this.form.element.addEventListener("focusout", () => this.#recheck());
    startPicks(this.form);
    prepareToPrint(this.form.element);
    startKinds(this.form.element);
    this.form.element.addEventListener("submit", (event) => event.preventDefault());
    /** @type {Record<string, () => void>} */
    const actions = {
      save: () => this.save(),
      open: () => requirePart("file").click(),
      download: () => void this.download(),
      send: () => void this.send(),
      print: () => printAnswers(this.form.element),
      clear: () => this.keeping.clear(),
      next: () => startAgain(this.keeping, this, () => this.save()),
    };
    for (const [name, act] of Object.entries(actions)) {
      for (const button of document.querySelectorAll(`[data-action="${name}"]`)) {
        button.addEventListener("click", () => {
          // What was said of the last thing asked for is no longer news, nor true for sure.
          showErrors([]);
          for (const note of ["file", "pdf", SENDING, NEXT]) this.actionNotices.hide(note);
          act();
        });
      }
    }
    const picker = /** @type {HTMLInputElement} */ (requirePart("file"));
    picker.addEventListener("change", () => {
      const [file] = picker.files ?? [];
      if (file) void openFile(file, this.keeping, this.actionNotices);
      // The same file, chosen again after a change, is another one.
      picker.value = "";
    });
    for (const name of ["to-answers", "ways", "answers"]) requirePart(name).hidden = false;
    startBar(requirePart("bar"), this.form.element);
    // In a frame, there is no such link.
    const skip = findPart("skip-to-answers");
    if (skip) skip.hidden = false;
    const home = document.querySelector(".embed-footer a");
    if (IS_SANDBOXED && home instanceof HTMLAnchorElement) {
      const said = gettext(
        "The website that shows this worksheet may block saving, sending, and printing. If so, use the worksheet here: %(address)s",
      );
      const link = element("a", { href: home.href, target: "_blank" }, home.href);
      this.pageNotices.show("sandboxed", [element("p", {}, ...weave(said, { address: link }))]);
    }
  }

  #count() {
    say(requirePart("count"), this.progress.count());
  }

  /** Say for whom the answers are, and where they go. */
  #showRecipient() {
    const { request } = this.keeping;
    const place = requirePart("recipient");
    const to = request.to ?? place.dataset.to ?? "";
    place.replaceChildren(...describeRequest(request));
    if (to) place.append(describeAddress(to));
    place.hidden = isBlank(request) && !to;
  }

  /** Say at the top what the link asks for that the page was opened with, or has been before. */
  #tellRequest() {
    const { request, earlierRound } = this.keeping;
    if (isBlank(request)) return;
    const content = describeRequest(request);
    const said = request.to
      ? gettext(
          "When you are done, you can send your answers from the end of this page to %(address)s. All this comes from the link or file that you opened.",
        )
      : gettext(
          "When you are done, you can send your answers from the end of this page. All this comes from the link or file that you opened.",
        );
    content.push(element("p", {}, ...weave(said, { address: verbatim(request.to ?? "") })));
    if (earlierRound) {
      const earlier = gettext(
        "The answers on this page are from an earlier round: %(round)s. Change what is different now, or clear them.",
      );
      content.push(element("p", {}, ...weave(earlier, { round: verbatim(earlierRound) })));
    }
    const act = () => {
      // Else the next load would bring it back.
      history.replaceState(null, "", location.pathname + location.search);
      this.keeping.ask(null);
      this.pageNotices.hide("request");
    };
    this.pageNotices.show("request", content, { actions: [{ label: gettext("Ignore this request"), act }] });
  }

  /** Return the answers as a file. */
  #answerFile() {
    const { tool, version, language } = this.form;
    const about = { tool, version, language, ...labelsOf({ ...this.keeping.request }) };
    const text = writeAnswers({ ...about, answers: this.form.answers() });
    return new File([text], this.#fileName(".json"), { type: "application/json" });
  }

  /** Save the answers to a file, and return its name. */
  save() {
    const file = this.#answerFile();
    offer(file, file.type, file.name);
    if (!IS_SANDBOXED) this.keeping.saved();
    this.actionNotices.show("file", tellOfDownload(gettext("Saved. Look for %(file)s in your downloads."), file.name), {
      isAnswer: true,
    });
    return file.name;
  }

  async download() {
    await this.#makePdf(DOWNLOAD, (file) => {
      offer(file, file.type, file.name);
      const said = gettext("PDF ready. Look for %(file)s in your downloads.");
      this.actionNotices.show("pdf", tellOfDownload(said, file.name), { isAnswer: true });
    });
  }

  async send() {
    const picked = document.querySelector("[name=send_as]:checked");
    if (picked instanceof HTMLInputElement && picked.value === "pdf") {
      await this.#makePdf(SEND, (file) => this.#showParcel(file, false));
    } else this.#showParcel(this.#answerFile(), true);
  }

  /**
   * @param {File} file
   * @param {boolean} isWhole whether all answers can be read from it again
   */
  #showParcel(file, isWhole) {
    const { request } = this.keeping;
    const to = request.to ?? requirePart("recipient").dataset.to;
    const parcel = {
      file,
      title: document.querySelector("h1")?.textContent?.trim() ?? this.form.tool,
      who: this.#who(),
      request: to ? { ...request, to } : request,
      isSandboxed: IS_SANDBOXED,
      onSaved: () => {
        if (isWhole && !IS_SANDBOXED) this.keeping.saved();
      },
    };
    showParcel(parcel, this.actionNotices);
  }

  /**
   * Make the filled PDF and hand it over.
   * @param {Purpose} purpose
   * @param {(file: File) => void} give
   */
  async #makePdf(purpose, give) {
    const picked = document.querySelector("[name=paper]:checked");
    const address = picked instanceof HTMLInputElement ? picked.value : "";
    const fill = (/** @type {BlankPdf} */ blank) => this.#fill(blank, purpose, give);
    try {
      if (location.protocol === "file:") this.#askForFiles(address, fill);
      else fill(await fetchBlank(new URL(address, location.href).href));
    } catch (error) {
      this.#unavailable(error);
    }
  }

  /**
   * @param {string} address
   * @param {(blank: BlankPdf) => void} fill
   */
  #askForFiles(address, fill) {
    const name = address.slice(address.lastIndexOf("/") + 1);
    const plan = name.replace(/\.pdf$/, ".fill.json");
    const act = () => {
      const picker = /** @type {HTMLInputElement} */ (requirePart("blank-files"));
      picker.onchange = () => {
        readChosen([...(picker.files ?? [])])
          .then(fill)
          .catch((error) => this.#unavailable(error));
        picker.value = "";
      };
      picker.click();
    };
    const said = gettext(
      "You opened this page from a folder, so the browser cannot load the PDF on its own. Select these two files in that folder: %(pdf)s and %(other)s.",
      { pdf: name, other: plan },
    );
    const actions = [{ label: gettext("Select the two files"), act }];
    this.actionNotices.show("pdf", [said], { actions, isAnswer: true });
  }

  /** @param {unknown} error */
  #unavailable(error) {
    if (!(error instanceof UnavailableError)) throw error;
    // translators: Why is a whole sentence with its period, as in “both files are needed. Select them together.”
    const said = gettext("The PDF could not be created: %(why)s Your answers have not changed.", { why: error.message });
    this.actionNotices.show("pdf", [said], { isAnswer: true, isError: true });
  }

  /**
   * @param {BlankPdf} blank
   * @param {Purpose} purpose
   * @param {(file: File) => void} give
   * @param {boolean} [isAnyway]
   */
  #fill(blank, purpose, give, isAnyway = false) {
    const answers = this.form.answers();
    if (!Object.hasOwn(blank.plan.forms, this.form.tool)) {
      throw new UnavailableError(
        gettext("the files belong to a different worksheet. Select the two that have this worksheet’s name."),
      );
    }
    this.blank = blank;
    const found = new Map(objections(blank, answers).map(({ id, message }) => [id, message]));
    const errors = [...this.form.fields.values()].flatMap((field) => {
      const [control] = field.controls;
      const message = objectionTo(control) || found.get(field.id);
      return control && message ? [{ control, message, name: field.name }] : [];
    });
    showErrors(errors);
    if (errors.length && !isAnyway) {
      const content = [listErrors(errors), found.size ? purpose.cutOff : purpose.inFull];
      const act = () => {
        try {
          this.#fill(blank, purpose, give, true);
        } catch (error) {
          this.#unavailable(error);
        }
      };
      const actions = [{ label: purpose.anyway, act }];
      this.actionNotices.show("pdf", content, { actions, isAnswer: true, isError: true });
      return;
    }
    const pdf = fillBlank(blank, answers, labelsOf({ ...this.keeping.request }));
    const name = this.#fileName(".pdf");
    this.actionNotices.hide("pdf");
    give(new File([/** @type {BlobPart} */ (pdf)], name, { type: "application/pdf" }));
  }

  /** Look again at answers that had something wrong with them, and at what has just been typed. */
  #recheck() {
    for (const field of this.form.fields.values()) {
      const [control] = field.controls;
      if (!control) continue;
      const objection = objectionTo(control);
      if (control.getAttribute("aria-invalid") !== "true") {
        // Nobody is told that a number is too small while typing its first digit.
        if (objection && control !== document.activeElement) {
          showError({ control, message: objection, name: field.name });
        }
        continue;
      }
      const answer = { [field.id]: this.form.value(field) };
      const [found] = this.blank && !objection ? objections(this.blank, answer) : [];
      if (!renewError(control, objection || found?.message || "")) this.actionNotices.hide("pdf");
    }
  }

  /** @param {string} ending */
  #fileName(ending) {
    return fileName(this.form.tool, this.#who(), this.keeping.request.round ?? "", ending);
  }

  /** Return who answers, for names of files. */
  #who() {
    const first = this.form.element.querySelector(".opening input");
    return first instanceof HTMLInputElement ? first.value : "";
  }
}

/**
 * Return what is wrong with what is typed into a control, whatever becomes of it; may be empty.
 * @param {import("./form.js").Control | undefined} control
 */
function objectionTo(control) {
  return (control && valueTypeOf(control)?.objection(control)) ?? "";
}

/**
 * @param {string} saved with a place for the name
 * @param {string} name
 */
function tellOfDownload(saved, name) {
  const said = element("p", {}, ...weave(saved, { file: verbatim(name) }));
  const unless = gettext("If it is not there, the website that shows this worksheet is blocking downloads.");
  return IS_SANDBOXED ? [said, unless] : [said];
}

const root = document.documentElement;
const script = document.currentScript;
if (root.classList.contains("embedded")) {
  applyTheme(root, new URLSearchParams(location.search));
  startFrame();
}
const form = document.querySelector("form[data-tool]");
if (form instanceof HTMLFormElement && script instanceof HTMLScriptElement) {
  // In another language it has a folder of its own there, and the same answers.
  new Worksheet(form, new URL(root.dataset.home ?? "", new URL("..", script.src))).start();
}
keepPlace();
