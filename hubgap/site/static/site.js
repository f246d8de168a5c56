"use strict";
// A classic script (modules do not load from disk). Pages work without it: it adds the theme
// switch, copy buttons, values of marks, larger pictures and boxes that the keyboard can scroll, and
// it keeps the language that was chosen.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const store = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* not allowed: not kept */ } },
  };
  const theme = () => root.dataset.theme || (dark.matches ? "dark" : "light");
  if (["dark", "light"].includes(store.get("theme"))) root.dataset.theme = store.get("theme");

  // A page whose language is not the chosen one goes to its version in that one, if there is one.
  const other = ["en", "zh-Hans"].find(tag => tag === store.get("language") && tag !== root.lang);
  if (other && root.dataset.twin) location.replace(root.dataset.twin + location.search + location.hash);

  // Words of a Chinese page (words-zh.js), else the English ones; fills slots like %(n)s.
  const words = window.hubgapChinese?.words || {};
  const say = (text, slots) => (words[text] || text).replace(/%\((\w+)\)s/g, (slot, name) => slots[name]);

  // What was read last: the heading or figure above the top of the window where scrolling last paused.
  // The switch stands at the top of a page, so who sees it to reach for it has left the place.
  let read = "";
  function above() {
    const top = one => one.getBoundingClientRect().top;
    const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (named && top(named) >= 0 && top(named) < innerHeight) return named.id;
    const marked = [...document.querySelectorAll("main :is(h2, h3, figure, section)[id]")];
    return marked.filter(one => top(one) < 48).at(-1)?.id;
  }

  function reading(link) {
    let paused;
    addEventListener("scroll", () => {
      clearTimeout(paused);
      paused = setTimeout(() => {
        if (link.getBoundingClientRect().bottom < 0) read = above() || read;
      }, 500);
    }, { passive: true });
  }

  // An address may name a rule rather than a place: it goes along as it is.
  const place = () => (document.getElementById(location.hash.slice(1)) ? read : "") || location.hash || read;

  function languageSwitch() {
    const link = document.querySelector("a.language");
    if (!link) return;
    const said = document.querySelector(".untranslated");
    if (said) said.hidden = !other;
    reading(link);
    link.addEventListener("click", () => {
      store.set("language", link.hreflang);
      if (!root.dataset.twin) return;
      link.search = location.search;
      link.hash = place();
    });
  }

  function themeSwitch() {
    const button = document.querySelector("button.theme");
    const show = () => {
      button.setAttribute("aria-pressed", String(theme() === "dark"));
      document.dispatchEvent(new Event("themechange"));
    };
    button.addEventListener("click", () => {
      root.dataset.theme = theme() === "dark" ? "light" : "dark";
      store.set("theme", root.dataset.theme);
      show();
    });
    dark.addEventListener("change", show);
    button.hidden = false;
    show();
  }

  // Copies a text and says so on the button. Where a browser refuses, the text is selected.
  async function copy(text, button, element) {
    const said = button.innerHTML;
    let outcome = say("Copied");
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      if (element) getSelection().selectAllChildren(element);
      if (!element || !document.execCommand("copy")) outcome = say("Selected: copy it now");
    }
    button.textContent = outcome;
    button.setAttribute("aria-live", "polite");
    setTimeout(() => { button.innerHTML = said; }, 2000);
  }

  // Where these pages stand is known once they are read from a host.
  function own(text) {
    if (!location.protocol.startsWith("http") || /https?:/.test(text.textContent)) return;
    const site = new URL("..", location.href).href;
    if (text.matches(".own-address")) text.textContent = site + text.textContent;
    if (text.matches(".own-frame")) text.textContent = text.textContent.replace('src="', `src="${site}`);
  }

  function copyButtons() {
    for (const box of document.querySelectorAll(".copy")) {
      const [button, text] = [box.querySelector("button"), box.querySelector(".copied")];
      own(text);
      button.hidden = false;
      button.addEventListener("click", () => copy(text.textContent, button, text));
    }
  }

  // The marks of a picture as stops: pointed at, tapped or reached by arrow keys, each tells its value.
  function marks() {
    const narrow = matchMedia("(max-width: 600px)");
    for (const plot of document.querySelectorAll("[data-told]")) {
      const told = JSON.parse(plot.dataset.told);
      const show = () => stops(plot, narrow.matches && told.narrow.length ? told.narrow : told.wide);
      narrow.addEventListener("change", show);
      show();
    }
  }

  function stops(plot, rows) {
    plot.querySelectorAll(".mark, .value").forEach(one => one.remove());
    if (!rows.length) return;
    const value = Object.assign(document.createElement("p"), { className: "value", hidden: true });
    const made = rows.map(([x, y, width, height, text], place) => {
      const button = Object.assign(document.createElement("button"), {
        type: "button", className: "mark", tabIndex: place ? -1 : 0,
      });
      button.setAttribute("aria-label", text);
      const size = part => `max(${100 * part}%, 1rem)`;
      Object.assign(button.style, {
        left: `${100 * x}%`, top: `${100 * y}%`, width: size(width), height: size(height),
      });
      const tell = () => {
        value.textContent = text;
        value.hidden = false;
        const right = x > 0.5;
        Object.assign(value.style, {
          top: `${100 * (y + height / 2)}%`, left: right ? "" : `${100 * x}%`, right: right ? `${100 * (1 - x)}%` : "",
        });
      };
      const hide = () => { value.hidden = document.activeElement !== button; };
      button.addEventListener("focus", tell);
      button.addEventListener("pointerenter", tell);
      button.addEventListener("click", () => { button.focus(); tell(); });
      button.addEventListener("pointerleave", hide);
      button.addEventListener("blur", () => { value.hidden = true; });
      button.addEventListener("keydown", event => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        if (event.key === "Escape") value.hidden = true;
        if (!step) return;
        event.preventDefault();
        const next = made[(place + step + made.length) % made.length];
        made.forEach(one => { one.tabIndex = one === next ? 0 : -1; });
        next.focus();
      });
      return button;
    });
    plot.append(...made, value);
  }

  // An edition grows old without anybody telling it.
  function age() {
    const said = document.querySelector(".old");
    said.hidden = Date.now() - Date.parse(said.dataset.day) < 90 * 24 * 3600 * 1000;
  }

  // A picture that a narrow screen shrinks can be seen as large as it was drawn.
  function enlarging() {
    for (const box of document.querySelectorAll(".chart .scroll")) {
      const button = Object.assign(document.createElement("button"), {
        type: "button", className: "quiet enlarge", textContent: say("Enlarge"),
      });
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => {
        const large = box.classList.toggle("large");
        button.setAttribute("aria-pressed", String(large));
        reachable();
      });
      box.after(button);
    }
  }

  // Only a box that scrolls is a stop for the keyboard, only a shrunken picture can be enlarged.
  function reachable() {
    for (const box of document.querySelectorAll(".scroll, pre")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
    for (const button of document.querySelectorAll(".enlarge")) {
      const box = button.previousElementSibling;
      button.hidden = box.querySelector("img").naturalWidth < 1.2 * box.clientWidth;
    }
  }

  window.hubgap = { copy, say };
  document.addEventListener("DOMContentLoaded", () => {
    themeSwitch();
    languageSwitch();
    age();
    copyButtons();
    marks();
    enlarging();
    reachable();
    document.addEventListener("toggle", reachable, true);
    document.addEventListener("change", reachable);
    document.addEventListener("load", reachable, true); // a picture is as wide as it is once it is there
    addEventListener("resize", reachable);
  });
})();
