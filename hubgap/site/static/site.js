"use strict";
// A classic script (modules do not load from disk). Pages work without it: it adds the theme
// switch, copy buttons, larger pictures on phones and boxes that the keyboard can scroll.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const store = {
    get() { try { return localStorage.getItem("theme"); } catch { return null; } },
    set(theme) { try { localStorage.setItem("theme", theme); } catch { /* not allowed: not kept */ } },
  };
  const theme = () => root.dataset.theme || (dark.matches ? "dark" : "light");
  if (store.get() === "dark" || store.get() === "light") root.dataset.theme = store.get();

  function themeSwitch() {
    const button = document.querySelector("button.theme");
    const show = () => {
      button.setAttribute("aria-pressed", String(theme() === "dark"));
      document.dispatchEvent(new Event("themechange"));
    };
    button.addEventListener("click", () => {
      root.dataset.theme = theme() === "dark" ? "light" : "dark";
      store.set(root.dataset.theme);
      show();
    });
    dark.addEventListener("change", show);
    button.hidden = false;
    show();
  }

  // Copies a text and says so on the button. Where a browser refuses, the text is selected.
  async function copy(text, button, element) {
    const said = button.innerHTML;
    let outcome = "Copied";
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      if (element) getSelection().selectAllChildren(element);
      if (!element || !document.execCommand("copy")) outcome = "Selected: copy it now";
    }
    button.textContent = outcome;
    button.setAttribute("aria-live", "polite");
    setTimeout(() => { button.innerHTML = said; }, 2000);
  }

  function copyButtons() {
    for (const box of document.querySelectorAll(".copy")) {
      const [button, text] = [box.querySelector("button"), box.querySelector(".copied")];
      button.hidden = false;
      button.addEventListener("click", () => copy(text.textContent, button, text));
    }
  }

  // A picture that a narrow screen shrinks can be seen as large as it was drawn.
  function enlarging() {
    for (const box of document.querySelectorAll(".chart .scroll")) {
      const button = Object.assign(document.createElement("button"), {
        type: "button", className: "quiet enlarge", textContent: "Enlarge",
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
      button.hidden = box.querySelector("img").getAttribute("width") < 1.2 * box.clientWidth;
    }
  }

  window.hubgap = { copy };
  document.addEventListener("DOMContentLoaded", () => {
    themeSwitch();
    copyButtons();
    enlarging();
    reachable();
    document.addEventListener("toggle", reachable, true);
    document.addEventListener("change", reachable);
    addEventListener("resize", reachable);
  });
})();
