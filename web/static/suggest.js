// How the query may go on, below the box while one types: a combobox with a list, after the ARIA
// Authoring Practices (editable, list autocomplete, manual selection). The arrows choose, Enter
// takes and searches, Escape closes the list; the text in the box stays as it was typed.
(() => {
  "use strict";

  const PAUSE = 120; // milliseconds: about that between two letters
  const LONGEST = 100; // letters; what is longer was pasted
  const KEPT = 200;

  const box = document.getElementById("q");
  if (!box?.dataset.suggest) return;

  const say = (name, n) => box.dataset[name].replace("{n}", n);
  const written = new Intl.NumberFormat(document.documentElement.lang);
  const known = new Map(); // text -> its suggestions, the latest last
  let waiting = 0;
  let asking = new AbortController();
  let active = -1;

  const list = document.createElement("ul");
  list.id = "suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.suggestLabel);
  const status = document.createElement("p");
  status.className = "unseen";
  status.setAttribute("role", "status");
  box.form.append(list, status);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    "aria-expanded": "false",
  })) {
    box.setAttribute(name, value);
  }

  const choose = (number) => {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = number;
    const option = list.children[active];
    if (!option) {
      box.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", option.id);
  };

  const close = () => {
    clearTimeout(waiting);
    asking.abort();
    choose(-1);
    list.hidden = true;
    status.textContent = "";
    box.setAttribute("aria-expanded", "false");
  };

  const take = (query) => {
    close();
    box.value = query;
    box.form.requestSubmit();
  };

  const bare = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  // How many letters of a suggestion are typed already.
  const typedOf = (text) => {
    const whole = bare(text);
    for (let length = Math.min(text.length, box.value.length); length; length--) {
      const end = bare(box.value.slice(-length));
      if (end && whole.startsWith(end)) {
        return [...text].findIndex((_, n, all) => bare(all.slice(0, n + 1).join("")) === end) + 1;
      }
    }
    return 0;
  };

  const element = (name, className, ...inside) => {
    const made = document.createElement(name);
    made.className = className;
    made.append(...inside);
    return made;
  };

  const optionOf = ({ query, text, language, articles }, number) => {
    const letters = [...text];
    const typed = typedOf(text);
    const rest = element("b", "", letters.slice(typed).join(""));
    const word = element("span", "word", letters.slice(0, typed).join(""), rest);
    word.lang = language;
    const count = written.format(articles);
    const shown = element("span", "number", count);
    shown.setAttribute("aria-hidden", "true");
    const option = element("li", "", word, shown, element("span", "unseen", say("suggestArticles", count)));
    option.id = `suggestion-${number}`;
    option.dir = "auto"; // that of the word's letters, which come first
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.addEventListener("click", () => take(query));
    return option;
  };

  const show = (suggestions) => {
    if (!suggestions.length || document.activeElement !== box) {
      close();
      return;
    }
    choose(-1);
    list.replaceChildren(...suggestions.map(optionOf));
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    status.textContent = say("suggestCount", written.format(suggestions.length));
  };

  const find = async () => {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    const text = box.value;
    let found = known.get(text);
    if (!found) {
      try {
        const answer = await fetch(
          `${box.dataset.suggest}?${new URLSearchParams({ query: text })}`,
          { signal },
        );
        found = answer.ok ? (await answer.json()).suggestions : [];
      } catch {
        if (!signal.aborted) close(); // no server; the button will tell
        return;
      }
      known.set(text, found);
      if (known.size > KEPT) known.delete(known.keys().next().value);
    }
    if (!signal.aborted && text === box.value) show(found);
  };

  const onInput = () => {
    clearTimeout(waiting);
    const { value, selectionStart } = box;
    // A word in the middle is not what is completed.
    if (!value.trim() || value.length > LONGEST || selectionStart < value.length) close();
    else waiting = setTimeout(find, known.has(value) ? 0 : PAUSE);
  };

  box.addEventListener("input", (event) => {
    // Letters that an input method is still making are none yet.
    if (!event.isComposing) onInput();
  });
  box.addEventListener("compositionend", onInput);
  box.addEventListener("blur", close);
  box.form.addEventListener("submit", close);
  // Or a page that is gone back to would show it again.
  addEventListener("pagehide", close);

  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const number = list.children.length;
    if (list.hidden) {
      if (event.key !== "ArrowDown" || !box.value.trim()) return;
      onInput();
    } else if (event.key === "ArrowDown") {
      choose(active + 1 < number ? active + 1 : -1);
    } else if (event.key === "ArrowUp") {
      choose(active < 0 ? number - 1 : active - 1);
    } else if (event.key === "Escape") {
      close();
    } else if (event.key === "Enter" && active >= 0) {
      list.children[active].click();
    } else {
      return;
    }
    event.preventDefault();
  });

  // The box keeps the focus when a suggestion is pressed.
  list.addEventListener("mousedown", (event) => event.preventDefault());
})();
