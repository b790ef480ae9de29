// How the query may go on, below the box while one types: a combobox with a list, after the ARIA
// Authoring Practices (editable, list autocomplete, manual selection). The arrows choose, Enter
// takes and searches, Escape closes the list; the text in the box stays as it was typed.
(() => {
  "use strict";

  const box = document.getElementById("q");
  if (!box?.dataset.suggest) return;

  const say = (name, n) => box.dataset[name].replace("{n}", n);
  const written = new Intl.NumberFormat(document.documentElement.lang);
  const known = new Map(); // text and filters -> suggestions
  let waiting = 0;
  let asking = new AbortController();
  let active = -1;

  const set = (element, attributes) => {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const make = (name, attributes, ...inside) => {
    const element = set(document.createElement(name), attributes);
    element.append(...inside);
    return element;
  };

  const label = box.dataset.suggestLabel;
  const list = make("ul", { id: "suggestions", class: "suggestions", hidden: "", role: "listbox", "aria-label": label });
  const status = make("p", { class: "unseen", role: "status" });
  box.form.append(list, status);
  set(box, { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" });

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

  const optionOf = ({ query, text, language, articles }, number) => {
    const letters = [...text];
    const typed = typedOf(text);
    const rest = make("b", {}, letters.slice(typed).join(""));
    const count = written.format(articles);
    const option = make(
      "li", // its direction is that of the word's letters, which come first
      { id: `suggestion-${number}`, dir: "auto", role: "option", "aria-selected": "false" },
      make("span", { class: "word", lang: language }, letters.slice(0, typed).join(""), rest),
      make("small", { "aria-hidden": "true" }, count),
      make("span", { class: "unseen" }, say("suggestArticles", count)),
    );
    option.addEventListener("click", () => {
      close();
      box.value = query;
      box.form.requestSubmit();
    });
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

  // What is offered finds something under the filters that the form sends along.
  const question = () => {
    const given = [...new FormData(box.form)].filter(([name, value]) => value && name !== "q");
    return `${new URLSearchParams([["query", box.value], ...given])}`;
  };

  const find = async () => {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    const asked = question();
    if (!known.has(asked)) {
      try {
        const answer = await fetch(`${box.dataset.suggest}?${asked}`, { signal });
        known.set(asked, answer.ok ? (await answer.json()).suggestions : []);
      } catch {
        if (!signal.aborted) close(); // no server; the button will tell
        return;
      }
    }
    if (!signal.aborted && asked === question()) show(known.get(asked));
  };

  const onInput = () => {
    clearTimeout(waiting);
    const { value, selectionStart } = box;
    // A word in the middle is not what is completed, nor what is so long that it was pasted.
    if (!value.trim() || value.length > 100 || selectionStart < value.length) close();
    else waiting = setTimeout(find, known.has(question()) ? 0 : 120); // a pause between two letters
  };

  // Also while an input method composes: on a phone that is every word.
  box.addEventListener("input", onInput);
  box.addEventListener("blur", close);
  box.form.addEventListener("submit", close);
  // Or a page that is gone back to would show it again.
  addEventListener("pagehide", close);

  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const places = list.children.length + 1; // the last is none
    const actions = {
      ArrowDown: () => choose((active + 2) % places - 1),
      ArrowUp: () => choose((active + places) % places - 1),
      Escape: close,
      ...(active >= 0 && { Enter: () => list.children[active].click() }),
    };
    const closed = { ...(box.value.trim() && { ArrowDown: onInput }) };
    const action = (list.hidden ? closed : actions)[event.key];
    if (!action) return;
    action();
    event.preventDefault();
  });

  // The box keeps the focus when a suggestion is pressed.
  list.addEventListener("mousedown", (event) => event.preventDefault());

  // What was typed before this script was there.
  if (box.value !== box.defaultValue) onInput();
})();
