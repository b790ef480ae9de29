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

  // Of "on" and "off" the one that is kept, or that is to be. Some browsers keep nothing.
  const kept = (...wanted) => {
    try {
      if (wanted.length) localStorage.setItem("keys", wanted[0]);
      return localStorage.getItem("keys");
    } catch {
      return null;
    }
  };

  // What only works with scripts is hidden until there are some.
  const furnish = (section) => {
    const choice = section.querySelector("input");
    choice.checked = kept() !== "off";
    choice.addEventListener("change", () => kept(choice.checked ? "on" : "off"));
    choice.closest("[hidden]").hidden = false;
  };

  const showKeys = async () => {
    if (find("main #keys")) {
      location.hash = "keys";
      return;
    }
    if (!dialog) {
      const answer = await fetch(find("a[rel=help]").href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const section = page.getElementById("keys");
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
    // Elsewhere than among the results arrows scroll.
    const isElsewhere = event.shiftKey || (target !== document.body && !target.closest("#main"));
    if (isElsewhere && key.startsWith("Arrow")) return;
    const letter = new CustomEvent("letter", { detail: key, cancelable: true });
    const isTaken = Object.hasOwn(actions, key) && actions[key]();
    if (isTaken || !document.dispatchEvent(letter)) event.preventDefault();
  });

  const section = document.getElementById("keys");
  if (section) furnish(section);
  // Who types is helped to by another script.
  const help = () => document.head.append(Object.assign(document.createElement("script"), { src: suggest }));
  if (document.activeElement === box) help();
  else box?.addEventListener("focus", help, { once: true });
  // Back from an article, to the result that it was; not before the browser has gone there.
  if (/^#hit-\d+$/.test(location.hash)) {
    const link = find(`${location.hash} .headline a`);
    addEventListener("load", () => link?.focus({ preventScroll: true }));
  }
})();
