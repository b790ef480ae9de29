// The keys of the page: / into the box, Escape out of it, arrows or j and k through the results,
// left and right through their pages, ? for the list of keys, which the help page has.
//
// Who does not want them switches them off there (WCAG 2.2, 2.1.4), which is kept in localStorage:
// "keys" is "off". Any script that listens to single keys (article.js: n and p) asks that first.
(() => {
  "use strict";

  const box = document.getElementById("q");
  const help = document.querySelector("a[rel=help]");
  let dialog;

  const areOff = () => {
    try {
      return localStorage.getItem("keys") === "off";
    } catch {
      return false; // this browser keeps nothing
    }
  };

  const keep = (on) => {
    try {
      localStorage.setItem("keys", on ? "on" : "off");
    } catch {
      // They stay as they are.
    }
  };

  // What only works with scripts is hidden until there are some.
  const furnish = (section) => {
    const choice = section.querySelector("input");
    choice.checked = !areOff();
    choice.addEventListener("change", () => keep(choice.checked));
    choice.closest("[hidden]").hidden = false;
  };

  const showKeys = async () => {
    if (document.querySelector("main #keys")) {
      location.hash = "keys";
      return;
    }
    if (!dialog) {
      const answer = await fetch(help.href);
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

  const goTo = (link) => {
    link.focus({ preventScroll: true, focusVisible: true });
    link.closest("li").scrollIntoView({ block: "nearest" });
    return true;
  };

  // Down or up from the result in focus, or from where the reader looks.
  const step = (by) => {
    const links = [...document.querySelectorAll(".hits .headline a")];
    const at = links.indexOf(document.activeElement);
    const isAbove = (link) => link.getBoundingClientRect().top < 0;
    if (at < 0) {
      const next = by > 0 ? links.find((link) => !isAbove(link)) : links.findLast(isAbove);
      return Boolean(next) && goTo(next);
    }
    if (links[at + by]) return goTo(links[at + by]);
    if (at + by < 0) box.focus();
    return at + by < 0;
  };

  const turn = (relation) => {
    const link = document.querySelector(`.pages a[rel=${relation}]`);
    link?.click();
    return Boolean(link);
  };

  const search = () => {
    box?.select();
    box?.focus();
    return Boolean(box);
  };

  const actions = {
    "/": search,
    "?": () => (showKeys(), true),
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
    if (event.defaultPrevented || event.isComposing) return;
    if (event.ctrlKey || event.altKey || event.metaKey || areOff()) return;
    if (target === box && event.key === "Escape") {
      event.preventDefault(); // which would empty it
      box.blur();
      return;
    }
    if (dialog?.open || target.closest("input, select, textarea, [contenteditable]")) return;
    const key = keyOf(event);
    // Elsewhere than among the results arrows scroll.
    const isElsewhere = target !== document.body && !target.closest("#main");
    if (event.shiftKey && key.startsWith("Arrow") || isElsewhere && key.startsWith("Arrow")) return;
    if (Object.hasOwn(actions, key) && actions[key]()) event.preventDefault();
  });

  const section = document.getElementById("keys");
  if (section) furnish(section);
  // Back from an article, to the result that it was; not before the browser has gone there.
  if (/^#hit-\d+$/.test(location.hash)) {
    const link = document.querySelector(`${location.hash} .headline a`);
    addEventListener("load", () => link?.focus({ preventScroll: true }));
  }
})();
