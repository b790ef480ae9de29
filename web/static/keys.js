// The keys of the page: / into the box, Escape out of it, arrows or j and k through the results,
// left and right through their pages, ? for the list of keys, which the help page has. What is
// none of these goes on as an event "letter" (see article.js).
//
// Who does not want them switches them off there (WCAG 2.2, 2.1.4); localStorage keeps it.
(() => {
  "use strict";

  const { suggest } = document.currentScript.dataset;
  const box = document.getElementById("q");
  const find = (selector) => document.querySelector(selector);
  let dialog;

  // Of "on" and "off" the one that is kept, or that is to be. Where a browser keeps nothing, for
  // as long as the page is there.
  let choice = null;
  const kept = (...wanted) => {
    if (wanted.length) [choice] = wanted;
    try {
      if (wanted.length) localStorage.setItem("keys", choice);
      return localStorage.getItem("keys");
    } catch {
      return choice;
    }
  };

  // What only works with scripts is hidden until there are some.
  const furnish = (section) => {
    const tick = section.querySelector("input");
    tick.checked = kept() !== "off";
    tick.addEventListener("change", () => kept(tick.checked ? "on" : "off"));
    tick.closest("[hidden]").hidden = false;
  };

  const showKeys = async () => {
    if (find("main #keys")) {
      location.hash = "keys";
      return;
    }
    if (!dialog) {
      const { href } = find("a[rel=help]");
      const text = await fetch(href).then((answer) => answer.text(), () => "");
      const section = new DOMParser().parseFromString(text, "text/html").getElementById("keys");
      if (!section) location = href; // where the browser says what is wrong
      if (dialog || !section) return;
      dialog = document.createElement("dialog");
      dialog.setAttribute("aria-labelledby", "keys-title");
      dialog.append(section);
      document.body.append(dialog);
      furnish(section);
      const close = section.querySelector("button");
      close.hidden = false;
      close.autofocus = true;
      close.addEventListener("click", () => dialog.close());
    }
    dialog.showModal();
  };

  // Down or up from the result in focus, or from where the reader looks.
  const step = (by) => {
    const links = [...document.querySelectorAll(".hits .headline a")];
    const at = links.indexOf(document.activeElement);
    const isAbove = (link) => link.getBoundingClientRect().top < 0;
    let next = links[at + by];
    if (at < 0) next = by > 0 ? links.find((link) => !isAbove(link)) : links.findLast(isAbove);
    else if (at + by < 0) next = box;
    next?.focus({ preventScroll: true, focusVisible: true });
    next?.closest("li")?.scrollIntoView({ block: "nearest" });
    return next;
  };

  const turn = (relation) => {
    const link = find(`.pages a[rel=${relation}]`);
    link?.click();
    return link;
  };

  // Each says whether there was anything to do.
  const actions = {
    "/": () => (box?.select(), box?.focus(), box),
    "?": () => showKeys(),
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    ArrowRight: () => turn("next"),
    ArrowLeft: () => turn("prev"),
  };

  // The key by what it types; on a keyboard of another alphabet by where it is.
  const keyOf = ({ key, code, shiftKey }) => {
    if (code === "Slash" && (key === "." || key === ",")) return shiftKey ? "?" : "/";
    return key.length === 1 && key > "\x7f" && code.startsWith("Key") ? code.at(-1).toLowerCase() : key;
  };

  document.addEventListener("keydown", (event) => {
    const { target } = event;
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (kept() === "off") return;
    if (target === box && event.key === "Escape") {
      event.preventDefault(); // which would empty it
      box.blur();
      return;
    }
    if (dialog?.open || target.closest("input, select, textarea, [contenteditable]")) return;
    const key = keyOf(event);
    // Elsewhere than among the results arrows scroll, and so they do in what scrolls itself.
    const isElsewhere = event.shiftKey || target.closest(".table, pre") || (target !== document.body && !target.closest("#main"));
    if (isElsewhere && key.startsWith("Arrow")) return;
    const letter = new CustomEvent("letter", { detail: key, cancelable: true });
    const isTaken = Object.hasOwn(actions, key) && actions[key]();
    if (isTaken || !document.dispatchEvent(letter)) event.preventDefault();
  });

  // A field that is empty says nothing in an address either.
  document.addEventListener("submit", ({ target }) => {
    const empty = [...target.elements].filter((field) => field.name && !field.value && !field.disabled);
    const set = (isDisabled) => empty.forEach((field) => (field.disabled = isDisabled));
    set(true);
    setTimeout(set, 0, false); // when the browser has read them
  });

  const section = document.getElementById("keys");
  if (section) furnish(section);
  // Who types is helped to by another script; whom the page itself put there may have come to read.
  const help = () => document.head.append(Object.assign(document.createElement("script"), { src: suggest }));
  if (document.activeElement === box && !box?.autofocus) help();
  else box?.addEventListener(box.autofocus ? "input" : "focus", help, { once: true });
  // Back from an article, to the result that it was; not before the browser has gone there.
  if (/^#hit-\d+$/.test(location.hash)) {
    const link = find(`${location.hash} .headline a`);
    addEventListener("load", () => link?.focus({ preventScroll: true }));
  }
})();
