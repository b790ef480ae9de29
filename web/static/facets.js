// Values of a facet found while one types, and the first of a long list when it is opened. The
// server finds them: the page has none of these.
(() => {
  "use strict";

  for (const form of document.querySelectorAll("form.find")) {
    const fold = form.closest("details");
    const [list, status] = [fold.querySelector("ul"), fold.querySelector("[role=status]")];
    let waiting = 0;
    let latest = 0;

    const find = async () => {
      const number = ++latest;
      const query = new URLSearchParams([...new FormData(form), ["short", "on"]]);
      const answer = await fetch(`${form.action}?${query}`);
      if (!answer.ok) return; // the button shows the error's page
      const found = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (number !== latest) return; // more was typed meanwhile
      list.replaceChildren(...found.querySelectorAll("li"));
      status.textContent = found.querySelector("p").textContent;
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
