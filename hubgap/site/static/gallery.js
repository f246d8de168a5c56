"use strict";
// A classic script: shows the figures whose names or titles hold every word that is typed.
document.addEventListener("DOMContentLoaded", () => {
  const box = document.querySelector(".filter");
  const [input, status] = [box.querySelector("input"), box.querySelector("[role=status]")];
  const figures = [...document.querySelectorAll(".thumbs li")];
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/);
    for (const one of figures) {
      const group = one.closest("section").querySelector("h2").textContent;
      const text = `${one.textContent} ${group}`.toLowerCase();
      one.hidden = !words.every(word => text.includes(word));
    }
    for (const group of document.querySelectorAll(".gallery section")) {
      group.hidden = !group.querySelector("li:not([hidden])");
    }
    const left = figures.filter(one => !one.hidden).length;
    status.textContent = input.value.trim() ? `${left} of ${figures.length}` : "";
  });
  box.hidden = false;
});
