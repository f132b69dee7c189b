// pdf.js as its authors mean it to be built into a page: the library and its viewer component.

import * as library from "../../node_modules/pdfjs-dist/build/pdf.mjs";

// The viewer's module takes the library from here.
globalThis.pdfjsLib = library;
const { EventBus, PDFLinkService, PDFViewer } = await import(
  "../../node_modules/pdfjs-dist/web/pdf_viewer.mjs"
);

const parts = new URL("../../node_modules/pdfjs-dist/", import.meta.url).href;
library.GlobalWorkerOptions.workerSrc = `${parts}build/pdf.worker.mjs`;

const eventBus = new EventBus();
const linkService = new PDFLinkService({ eventBus });
const viewer = new PDFViewer({
  container: document.getElementById("container"),
  eventBus,
  linkService,
});
linkService.setViewer(viewer);

let pdf;
let rendered = new Set();
eventBus.on("annotationlayerrendered", event => rendered.add(event.pageNumber));

function parsed(base64) {
  return library.getDocument({
    data: Uint8Array.from(atob(base64), char => char.charCodeAt(0)),
    cMapUrl: `${parts}cmaps/`,
    iccUrl: `${parts}iccs/`,
    standardFontDataUrl: `${parts}standard_fonts/`,
    wasmUrl: `${parts}wasm/`,
  }).promise;
}

/** Open a file in the viewer. */
async function open(base64) {
  const before = pdf;
  pdf = await parsed(base64);
  rendered = new Set();
  const ready = new Promise(resolve => eventBus.on("pagesinit", resolve, { once: true }));
  viewer.setDocument(pdf);
  linkService.setDocument(pdf);
  await ready;
  await before?.loadingTask.destroy();
}

/** Show a page of the open file, with its form. */
async function show(number) {
  viewer.currentPageNumber = number;
  while (!rendered.has(number)) {
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

/** Return the open file as it has been filled in. */
async function save() {
  const data = await pdf.saveDocument();
  let binary = "";
  for (let start = 0; start < data.length; start += 0x8000) {
    binary += String.fromCharCode(...data.subarray(start, start + 0x8000));
  }
  return btoa(binary);
}

/** Return the fields of a file, widget by widget. */
async function widgets(base64) {
  const file = await parsed(base64);
  const found = [];
  for (let number = 1; number <= file.numPages; number++) {
    const page = await file.getPage(number);
    for (const each of await page.getAnnotations()) {
      if (each.subtype === "Widget") {
        const { id, fieldName, fieldType, fieldValue, checkBox, radioButton } = each;
        const buttonValue = each.buttonValue ?? each.exportValue ?? null;
        found.push({
          id, page: number, fieldName, fieldType, fieldValue, checkBox, radioButton, buttonValue,
        });
      }
    }
  }
  await file.loadingTask.destroy();
  return found;
}

globalThis.forms = {
  open, show, save, widgets, count: () => pdf.numPages, version: library.version,
};
