// The links to the same page in other languages -> the same place on it.

/** Let the links to other languages lead to where one is on the page, which looks as it was asked to. */
export function keepPlace() {
  for (const link of document.querySelectorAll('[data-part="languages"] a')) {
    link.addEventListener("click", () => {
      if (!(link instanceof HTMLAnchorElement)) return;
      link.search = location.search;
      link.hash = location.hash;
    });
  }
}
