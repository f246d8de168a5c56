"use strict";
// A classic script: beside the first finding, the same count by another rule. What the flip page
// knows is loaded when a choice is first made.
(() => {
  const root = document.currentScript.src.replace(/start\.js$/, "");
  const files = ["flip-lookup.js", "flip-data.js"];
  // Words of a Chinese page are laid over those of the data.
  if (document.documentElement.lang === "zh-Hans") files.push("flip-words-zh.js");

  const make = (tag, given, ...children) => {
    const element = Object.assign(document.createElement(tag), given);
    element.append(...children);
    return element;
  };
  const load = file => new Promise((done, failed) => {
    document.head.append(make("script", { src: root + file, async: false, onload: done, onerror: failed }));
  });

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector(".in-place");
    if (!form) return;
    const found = form.querySelector(".found");
    let loading, flip;

    async function show() {
      loading ||= Promise.all(files.map(load)).then(() => { flip = hubgapFlip(FLIP); });
      await loading;
      const answer = flip.shown({ ...FLIP.start, ...Object.fromEntries(new FormData(form)) });
      const bars = answer.rows.map(row => {
        const bar = make("span", { className: `bar ${row.side}` });
        bar.style.width = `${row.share / FLIP.units * 100}%`;
        return make("li", {}, `${row.name} ${flip.percents[row.share]}`, bar);
      });
      found.replaceChildren(
        make("h3", {}, answer.title), make("ul", {}, ...bars), make("p", { className: "small" }, answer.sentence),
      );
      form.querySelector("a").href = `flip.html${flip.hashOf(answer.rule)}`;
    }

    form.addEventListener("change", show);
    form.addEventListener("submit", event => event.preventDefault());
    form.hidden = false;
  });
})();
