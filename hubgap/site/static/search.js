"use strict";
// A classic script: the search box of every page. The library and the names to look through are
// loaded when it is first used, as classic scripts too (fetch does not work from disk).
(() => {
  const root = document.currentScript.src.replace(/search\.js$/, "");
  const MOST = 12; // results
  const HAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+/gu;
  const WEIGHT = { Organization: 2, Page: 1.5, Model: 1.2 };
  const { say } = window.hubgap;
  const { pages } = window.hubgapChinese || {};
  const plain = text => text.normalize("NFKC").toLowerCase().trim();
  let index, loading;

  const load = file => new Promise((done, failed) => {
    const script = Object.assign(document.createElement("script"), { src: root + file, onload: done, onerror: failed });
    document.head.append(script);
  });

  // Words of Latin scripts; of Chinese, which has no spaces, every pair of characters that follow
  // each other, so that any part of a name is found. An index holds single characters and the parts
  // of CamelCase too.
  function words(text, indexing) {
    const found = [];
    for (const [run] of text.normalize("NFKC").matchAll(HAN)) {
      const signs = [...run];
      if (indexing || signs.length === 1) found.push(...signs);
      for (let at = 0; at + 1 < signs.length; at++) found.push(signs[at] + signs[at + 1]);
    }
    for (const word of text.normalize("NFKC").replace(HAN, " ").split(/[^\p{L}\p{N}]+/u)) {
      if (word) found.push(word);
      const parts = indexing ? word.split(/(?<=\p{Ll})(?=[\p{Lu}\p{N}])/u) : [];
      if (parts.length > 1) found.push(...parts);
    }
    return found;
  }

  function build() {
    index = new MiniSearch({
      fields: ["title", "also"],
      storeFields: ["kind", "title", "names", "to", "chinese"],
      tokenize: text => words(text, true),
      searchOptions: {
        tokenize: text => words(text, false),
        combineWith: "AND",
        prefix: true,
        fuzzy: term => term.length > 4 ? 0.2 : false,
        boost: { title: 2 },
        boostDocument: (id, term, stored) => WEIGHT[stored.kind] || 1,
      },
    });
    index.addAll(window.hubgapSearch.map(([kind, title, names, to, chinese], id) => (
      { id, kind, title, names: [title, ...names].map(plain), also: names.join(" "), to, chinese }
    )));
  }

  // What has just the typed title comes first, then just the typed name; of several that share it, as
  // the organizations of a group do, the first of the data, which are the most downloaded.
  function find(text) {
    const typed = plain(text);
    const exact = ({ names }) => (names[0] === typed) + names.includes(typed);
    const order = (a, b) => exact(b) - exact(a) || (exact(a) ? a.id - b.id : b.score - a.score);
    return index.search(text).sort(order).slice(0, MOST);
  }

  document.addEventListener("DOMContentLoaded", () => {
    const box = document.querySelector(".search");
    const [input, list, status] = ["input", "[role=listbox]", "[role=status]"].map(one => box.querySelector(one));
    let active = -1;

    function ready() {
      loading ||= Promise.all([load("minisearch/minisearch.js"), load("search-data.js")]).then(build);
      return loading;
    }

    function close() {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function choose(at) {
      const options = [...list.children];
      options.forEach((one, place) => one.setAttribute("aria-selected", String(place === at)));
      active = at;
      if (at < 0) return;
      input.setAttribute("aria-activedescendant", options[at].id);
      options[at].scrollIntoView({ block: "nearest" });
    }

    // On a Chinese page what is found has its Chinese title, and leads to the Chinese page if there is one.
    function option(found, at) {
      const twin = pages?.includes(found.to.split("#")[0]);
      const textContent = pages && found.chinese || found.title;
      const one = Object.assign(document.createElement("li"), { id: `found-${at}`, textContent });
      one.setAttribute("role", "option");
      one.setAttribute("aria-selected", "false");
      one.dataset.to = (twin ? "zh/" : "") + found.to;
      one.append(Object.assign(document.createElement("span"), { className: "muted", textContent: ` ${say(found.kind)}${pages && !twin ? "（英文）" : ""}` }));
      one.addEventListener("click", () => go(one));
      return one;
    }

    function go(one) {
      close();
      location.href = root + one.dataset.to;
    }

    async function show() {
      if (!input.value.trim()) {
        status.textContent = "";
        return close();
      }
      await ready();
      const found = find(input.value);
      list.replaceChildren(...found.map(option));
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", String(found.length > 0));
      input.removeAttribute("aria-activedescendant");
      active = -1;
      status.textContent = found.length ? say("%(n)s found", { n: found.length }) : say("Nothing found");
    }

    function key(event) {
      const last = list.hidden ? -1 : list.children.length - 1;
      if (event.key === "Escape") {
        if (list.hidden) input.value = "";
        close();
        status.textContent = "";
      } else if (event.key === "Enter" && last >= 0) {
        go(list.children[Math.max(active, 0)]);
      } else if (event.key === "ArrowDown" && last >= 0) {
        choose(active < last ? active + 1 : 0);
      } else if (event.key === "ArrowUp" && last >= 0) {
        choose(active > 0 ? active - 1 : last);
      } else {
        return;
      }
      event.preventDefault();
    }

    input.addEventListener("focus", ready, { once: true });
    input.addEventListener("input", show);
    input.addEventListener("keydown", key);
    input.addEventListener("blur", close);
    list.addEventListener("mousedown", event => event.preventDefault()); // the box keeps the focus
    document.addEventListener("keydown", event => {
      const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.focus();
    });
    box.hidden = false;
  });
})();
