// From match to match in an article: two buttons, and the keys n and p. Besides j and k, to the
// next and the previous result. The matches' links, which do without a script, make room for it.
(() => {
  "use strict";

  const bar = document.querySelector(".matches");
  const marks = [...document.querySelectorAll("mark[id]")];
  const status = bar?.querySelector("[role=status]");
  let current = -1;

  // Where the reader is: at a match, or looking at the text before or behind some.
  const nearest = (by) => {
    const from = by > 0 ? 0 : innerHeight / 2;
    const at = marks.findIndex((mark) => mark.getBoundingClientRect().top > from);
    if (by > 0) return (at < 0 ? marks.length : at) - 1;
    return at < 0 ? marks.length : at;
  };

  const show = (number) => {
    if (!marks[number]) return;
    marks[current]?.removeAttribute("aria-current");
    current = number;
    marks[current].setAttribute("aria-current", "true");
    status.textContent = status.dataset.said.replace("{number}", (number + 1).toLocaleString(document.documentElement.lang));
  };

  // By its address, so that the page, loaded again or come back to, is where it was.
  const go = (by) => {
    const from = current < 0 ? nearest(by) : current;
    show((from + by + marks.length) % marks.length);
    location.replace(`#${marks[current].id}`);
    return marks[current];
  };

  const step = (by) => {
    if (!marks.length) return false;
    const mark = go(by);
    mark.tabIndex = -1; // a screen reader goes on from here
    mark.focus({ preventScroll: true });
    return true;
  };

  const turn = (relation) => {
    const link = document.querySelector(`.back a[rel=${relation}]`);
    link?.click();
    return link;
  };

  // Keys that keys.js lets through; it asks whether the reader wants any.
  const actions = { n: () => step(1), p: () => step(-1), j: () => turn("next"), k: () => turn("prev") };
  document.addEventListener("letter", (event) => {
    if (Object.hasOwn(actions, event.detail) && actions[event.detail]()) event.preventDefault();
  });

  if (!bar) return;
  const [back, on] = bar.querySelectorAll("button");
  back.addEventListener("click", () => go(-1));
  on.addEventListener("click", () => go(1));
  const several = marks.length > 1;
  bar.querySelector("ol").hidden = several;
  back.hidden = on.hidden = !several;
  const follow = () => show(marks.findIndex((mark) => `#${mark.id}` === location.hash));
  addEventListener("hashchange", follow);
  follow();
})();
