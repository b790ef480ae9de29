// Values of a facet found while one types, and the next of a long list when it is opened. The
// server finds them: the page has none of these. And who chooses some is not taken away from them.
(() => {
  "use strict";

  const filters = document.querySelector(".filters");
  const search = document.getElementById("search");

  // What was chosen, from one page to the next; some browsers keep nothing.
  const keep = (element) => {
    const section = element?.closest(".filters section");
    const value = element?.closest("li")?.querySelector("bdi").textContent;
    try {
      if (section) sessionStorage.setItem("chosen", JSON.stringify([section.getAttribute("aria-labelledby"), value]));
    } catch {}
  };
  filters.addEventListener("click", ({ target, ctrlKey, metaKey, shiftKey }) => {
    if (!(ctrlKey || metaKey || shiftKey)) keep(target.closest("li a, .clear"));
  });
  search.addEventListener("submit", () => keep(document.activeElement));

  try {
    const [id, value] = JSON.parse(sessionStorage.getItem("chosen")) ?? [];
    sessionStorage.removeItem("chosen");
    const section = document.getElementById(id)?.closest("section");
    if (section) {
      const row = [...section.querySelectorAll("li")].find((it) => it.querySelector("bdi").textContent === value);
      filters.querySelector("details").open = true;
      row?.closest("details")?.setAttribute("open", "");
      (row ?? section).querySelector("a, input").focus();
    }
  } catch {}

  for (const form of document.querySelectorAll("form.find")) {
    const fold = form.closest("details");
    const [list, status] = [fold.querySelector("ul"), fold.querySelector("[role=status]")];
    let waiting = 0;
    let latest = 0;

    const find = async () => {
      const number = ++latest;
      const query = new URLSearchParams([...new FormData(form), ["short", "on"]]);
      const text = await fetch(`${form.action}?${query}`).then(
        (answer) => (answer.ok ? answer.text() : ""), // the button shows the error's page
        () => "",
      );
      const found = new DOMParser().parseFromString(text, "text/html");
      if (number !== latest) return; // more was typed meanwhile
      list.replaceChildren(...found.querySelectorAll("li"));
      status.textContent = found.querySelector("p")?.textContent ?? "";
    };

    fold.addEventListener("toggle", () => {
      if (fold.open && !list.children.length) find();
    });
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(find, 150); // milliseconds: about the pause between two letters
    });
  }
})();
