// The page on which a facilitator adds returned files -> a comparison that a group can discuss.
//
// Nothing leaves the page but what the person saves, and nothing is kept.

import { agenda, LENGTHS, topicsOf } from "./compare/agenda.js";
import { prepareLinks } from "./compare/asking.js";
import { collect, filesOf } from "./compare/collecting.js";
import { prepareToPrint, printAgenda, selfContained } from "./compare/handout.js";
import { isLeftBySystem } from "./compare/left-by-systems.js";
import { namesOf, withLetters } from "./compare/letters.js";
import { settle } from "./compare/namesakes.js";
import { overview } from "./compare/overview.js";
import { report } from "./compare/report.js";
import { withoutReports } from "./compare/reports.js";
import { monthOf, roundsOf } from "./compare/rounds.js";
import { parseSession, writeSession } from "./compare/session.js";
import { rowsOfAnswers, rowsOfCopies, writeTable } from "./compare/table.js";
import { hyphenated, offer } from "./file.js";
import { Notes, button, element, findPart, requirePart } from "./page.js";
import { letGo } from "./reading.js";
import { LANGUAGE, gettext, ngettext } from "./words.js";

/** @typedef {import("./compare/collecting.js").Problem} Problem */
/** @typedef {import("./compare/copies.js").Copy} Copy */
/** @typedef {import("./compare/copies.js").Toolkit} Toolkit */
/** @typedef {import("./compare/report.js").Comparison} Comparison */
/** @typedef {{file: File, name: string}} Named */

/** So many files are read at a time. */
const AT_A_TIME = 2;

class Page {
  /** @param {Toolkit} toolkit */
  constructor(toolkit) {
    this.toolkit = toolkit;
    this.notes = new Notes(requirePart("notices"));
    /** @type {Copy[]} */
    this.copies = [];
    /** @type {Problem[]} */
    this.problems = [];
    /** @type {Record<string, string>} */
    this.agreed = {};
    this.hasLetters = false;
    this.length = LENGTHS[1] ?? 5;
    this.waiting = new AbortController();
    /** Files are read one lot after the other. @type {Promise<void>} */
    this.reading = Promise.resolve();
  }

  start() {
    requirePart("comparison").hidden = false;
    const drop = requirePart("drop");
    for (const name of ["files", "folder"]) {
      const picker = /** @type {HTMLInputElement} */ (requirePart(name));
      if (name === "folder") picker.webkitdirectory = true;
      picker.addEventListener("change", () => {
        const files = [...(picker.files ?? [])];
        this.add(files.map((file) => ({ file, name: file.webkitRelativePath || file.name })));
        picker.value = "";
      });
    }
    // Whoever misses the place would leave the page, and lose what is on it.
    for (const type of ["dragenter", "dragover"]) {
      addEventListener(type, (event) => {
        event.preventDefault();
        drop.classList.add("over");
      });
    }
    addEventListener("dragleave", () => drop.classList.remove("over"));
    addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      if (event.dataTransfer) void filesOf(event.dataTransfer).then((files) => this.add(files));
    });
    addEventListener("beforeunload", (event) => {
      if (this.copies.length && !findPart("session")) event.preventDefault();
    });
    /** @type {Record<string, () => void>} */
    const actions = {
      "choose-files": () => requirePart("files").click(),
      "choose-folder": () => requirePart("folder").click(),
      "print-agenda": printAgenda,
      "save-agenda": () => this.#savePage(gettext("Agenda"), [requirePart("agenda")]),
      "save-report": () => this.#savePage(gettext("Report"), [...requirePart("reports").children, requirePart("agenda")]),
      "save-session": () => offer(writeSession(this.#shown(), this.agreed), "application/json", "comparison.json"),
      clear: () => this.#clear(),
    };
    for (const [name, act] of Object.entries(actions)) {
      document.querySelector(`[data-action="${name}"]`)?.addEventListener("click", act);
    }
    prepareLinks();
    prepareToPrint(requirePart("agenda"));
    const saved = findPart("session")?.textContent;
    if (saved) this.#open(parseSession(saved, this.toolkit));
  }

  /** @param {Named[]} files */
  add(files) {
    const sent = files.filter(({ name }) => !isLeftBySystem(name));
    const slugs = this.toolkit.worksheets.map(({ id }) => id);
    const names = new Set(withoutReports(sent.map(({ name }) => name), slugs));
    const chosen = sent.filter(({ name }) => names.has(name));
    chosen.sort((one, other) => (one.name < other.name ? -1 : 1));
    const [first] = sent;
    this.reading = this.reading.then(() => (first && !chosen.length ? this.#tellOfReport(first) : this.#read(chosen)));
  }

  /** Say why nothing was read of a folder. @param {Named} file one that is in it */
  #tellOfReport({ name }) {
    const words = gettext(
      "%(folder)s has no copies, but a report of them. To go on with it, add its file comparison.json.",
      { folder: name.replace(/\/.*/, "") },
    );
    this.notes.show("read", [words], { isAnswer: true });
  }

  /** @param {Named[]} files */
  async #read(files) {
    if (!files.length) return;
    this.waiting = new AbortController();
    const { signal } = this.waiting;
    const bar = /** @type {HTMLProgressElement} */ (
      element("progress", { max: String(files.length), value: "0", "aria-label": gettext("Files read") })
    );
    const actions = [{ label: gettext("Stop"), act: () => this.waiting.abort() }];
    this.notes.show("reading", [gettext("Reading the files …"), bar], { actions });
    const known = this.copies.length;
    /** @type {import("./compare/collecting.js").Found[]} */
    const found = [];
    let next = 0;
    const work = async () => {
      while (next < files.length && !signal.aborted) {
        const place = next;
        next += 1;
        const { file, name } = /** @type {Named} */ (files[place]);
        const one = await collect(file, name, this.toolkit, signal);
        if (!signal.aborted) found[place] = one;
        bar.value += 1;
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
    letGo();
    for (const [place, { name }] of files.entries()) {
      const one = found[place];
      if (!one) {
        const what = gettext("it was not read, because you stopped.");
        this.problems.push({ file: name, what, remedy: gettext("Add it again.") });
        continue;
      }
      this.problems = this.problems.filter(({ file }) => file !== name);
      this.problems.push(...one.problems);
      for (const copy of one.copies) this.copies.push({ ...copy, round: copy.round || roundOf(name, files) });
      if (one.session) this.#open(one.session);
    }
    this.notes.hide("reading");
    const unread = this.problems.length;
    // translators: As in “3 copies read from 2 files.”
    const copiesRead = ngettext("%(count)s copy", "%(count)s copies", this.copies.length - known);
    // translators: As in “3 copies read from 2 files.”
    const filesRead = ngettext("%(count)s file", "%(count)s files", files.length);
    const said = [gettext("%(copies)s read from %(files)s.", { copies: copiesRead, files: filesRead })];
    if (unread) {
      said.push(
        ngettext(
          "%(count)s problem is listed under “Files with problems”.",
          "%(count)s problems are listed under “Files with problems”.",
          unread,
        ),
      );
    }
    this.render();
    this.notes.show("read", [said.join(" ")], { isAnswer: true });
  }

  /** @param {import("./compare/session.js").Session} session */
  #open({ copies, agreed, problems }) {
    this.copies.push(...copies);
    this.problems.push(...problems);
    Object.assign(this.agreed, agreed);
    if (findPart("session")) this.render();
  }

  #clear() {
    this.copies = [];
    this.problems = [];
    this.agreed = {};
    this.render();
    this.notes.show("read", [gettext("Everything on this page is cleared. Your files have not changed.")], { isAnswer: true });
  }

  /** Return the copies as they are shown and saved. */
  #shown() {
    return this.hasLetters ? withLetters(this.copies, this.toolkit) : this.copies;
  }

  render() {
    const focused = document.activeElement?.id;
    settle(this.copies, this.toolkit);
    const lettered = this.#shown();
    const names = namesOf(lettered, this.toolkit);
    const { toolkit, copies, problems, hasLetters } = this;
    const parts = overview({
      copies,
      lettered,
      names,
      problems,
      toolkit,
      hasLetters,
      onChange: () => this.render(),
      onLetters: (chosen) => {
        this.hasLetters = chosen;
        this.render();
      },
      onMonths: () => {
        for (const copy of this.copies) copy.round = monthOf(copy, toolkit) || copy.round;
        this.render();
      },
    });
    const place = requirePart("copies");
    place.querySelector("div")?.replaceChildren(...parts);
    place.hidden = !copies.length && !problems.length;
    const comparisons = this.#comparisons(lettered, names);
    requirePart("reports").replaceChildren(...comparisons.map(report));
    this.#renderAgenda(comparisons);
    requirePart("exports").hidden = !copies.length;
    requirePart("named").textContent = hasLetters
      ? gettext("What you save has letters instead of names.")
      : gettext("What you save has the names in it. To save without names, choose letters under “Who answered”.");
    this.#renderTables(lettered);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  /**
   * @param {Copy[]} lettered
   * @param {Map<Copy, string>} names
   * @returns {Comparison[]}
   */
  #comparisons(lettered, names) {
    const counting = lettered.filter(({ isLeftOut }) => !isLeftOut);
    return this.toolkit.worksheets.flatMap((worksheet) => {
      const copies = counting.filter((copy) => copy.worksheet === worksheet.id);
      return copies.length ? [{ worksheet, copies, names, rounds: roundsOf(copies, this.toolkit) }] : [];
    });
  }

  /** @param {Comparison[]} comparisons */
  #renderAgenda(comparisons) {
    const topics = topicsOf(comparisons, this.length);
    const place = requirePart("agenda");
    place.hidden = !topics.length;
    const select = /** @type {HTMLSelectElement} */ (element("select", { id: "agenda-length" }));
    for (const length of LENGTHS) {
      const option = /** @type {HTMLOptionElement} */ (element("option", { value: String(length) }, String(length)));
      option.selected = length === this.length;
      select.append(option);
    }
    select.addEventListener("change", () => {
      this.length = Number(select.value);
      this.render();
    });
    const label = element("label", { for: "agenda-length" }, gettext("How many topics at most"));
    place.querySelector("div")?.replaceChildren(
      element(
        "p",
        {},
        gettext("Ask each person what they have seen before anyone argues for a level. To see it differently is a result, too."),
      ),
      element("div", { class: "field", "data-control": "" }, label, select),
      ...agenda(topics, this.agreed),
    );
  }

  /** @param {Copy[]} copies */
  #renderTables(copies) {
    /** @param {string} label @param {string} name @param {() => string} make */
    const table = (label, name, make) => {
      const type = name.endsWith(".json") ? "application/json" : "text/csv";
      return button({ label, act: () => offer(make(), type, name) });
    };
    const present = this.toolkit.worksheets.filter(({ id }) => copies.some(({ worksheet }) => worksheet === id));
    const buttons = present.map((worksheet) => {
      const own = () => copies.filter((copy) => copy.worksheet === worksheet.id);
      const make = () => writeTable(rowsOfCopies(own(), worksheet));
      const label = gettext("%(worksheet)s: a row for each copy", { worksheet: worksheet.title });
      return table(label, `${worksheet.id}.csv`, make);
    });
    const all = () => writeTable(rowsOfAnswers(copies, this.toolkit));
    const json = () => `${JSON.stringify(copies, null, 2)}\n`;
    requirePart("tables").replaceChildren(
      ...buttons,
      table(gettext("A row for each answer"), "answers.csv", all),
      table(gettext("All answers as JSON"), "answers.json", json),
    );
  }

  /** @param {string} title @param {Element[]} parts */
  #savePage(title, parts) {
    const day = new Date().toLocaleDateString(LANGUAGE, { dateStyle: "long", numberingSystem: "latn" });
    const { title: heading } = this.toolkit;
    const html = selfContained(`${title} – ${heading}`, heading, day, document.documentElement.lang, parts);
    offer(html, "text/html", `${hyphenated(title)}.html`);
  }
}

/**
 * Return the round that a file's folder stands for, where files of several folders were added.
 * @param {string} name
 * @param {Named[]} files
 */
function roundOf(name, files) {
  const folders = files.map((file) => file.name.split("/").slice(0, -1));
  const [first = []] = folders;
  const isShared = (/** @type {string} */ part, /** @type {number} */ depth) => folders.every((one) => one[depth] === part);
  const differs = first.findIndex((part, depth) => !isShared(part, depth));
  const shared = differs < 0 ? first.length : differs;
  return name.split("/").slice(shared, -1).at(0) ?? "";
}

new Page(JSON.parse(requirePart("worksheets").textContent ?? "")).start();
