"use strict";
// A classic script: sorts and filters the league table of the page, whose data another script
// (league-*.js) has assigned to hubgapLeague, and writes all rows of the choice as CSV. The page shows its
// first rows without it. A row ends with the address of its page.
document.addEventListener("DOMContentLoaded", () => {
  const league = window.hubgapLeague;
  const table = document.getElementById("league");
  const box = document.querySelector(".controls");
  const number = new Intl.NumberFormat("en-US");
  const AT_ONCE = 100; // rows, until a reader asks for all
  const state = { list: 0, by: null, down: true, chosen: new Map(), all: false };
  const more = Object.assign(document.createElement("button"), { type: "button", className: "quiet more" });
  const rows = () => league.lists[state.list].rows;
  const make = (tag, given = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), given);
    element.append(...children);
    return element;
  };

  function said(value, kind) {
    if (value === null) return "";
    if (kind === "count") return number.format(value);
    if (kind === "share") return value > 0 && value < 0.0005 ? "under 0.1%" : `${(value * 100).toFixed(1)}%`;
    return value;
  }

  function shown() {
    const kept = rows().filter(row => [...state.chosen].every(([at, want]) => !want || row[at] === want));
    if (state.by === null) return kept;
    const sign = state.down ? -1 : 1;
    const compare = (a, b) => typeof a === "number" ? a - b : a.localeCompare(b, "en");
    const missing = row => row[state.by] === null;
    return [...kept].sort((a, b) => missing(a) - missing(b) || (missing(a) ? 0 : sign * compare(a[state.by], b[state.by])));
  }

  function drawn(row) {
    return make("tr", {}, ...league.columns.map(([, kind], at) => {
      const text = said(row[at], kind);
      if (kind !== "name") return make("td", { className: kind === "text" ? "" : "right" }, text);
      const to = row[row.length - 1];
      return make("th", { scope: "row" }, to ? make("a", { href: to }, text) : text);
    }));
  }

  function show() {
    const found = shown();
    table.tBodies[0].replaceChildren(...(state.all ? found : found.slice(0, AT_ONCE)).map(drawn));
    more.hidden = state.all || found.length <= AT_ONCE;
    more.textContent = `Show all ${number.format(found.length)}`;
    for (const [at, head] of [...table.tHead.rows[0].cells].entries()) {
      if (at === state.by) head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    document.querySelector(".status").textContent =
      `${number.format(found.length)} of ${number.format(rows().length)} ${league.name}, ${league.lists[state.list].name}`;
    dispatchEvent(new Event("resize")); // boxes that scroll now become stops for the keyboard
  }

  function select(label, choices, chosen) {
    const field = make("select", {}, ...choices.map(([value, text]) => make("option", { value }, text)));
    field.addEventListener("change", () => { chosen(field.value); show(); });
    box.append(make("label", {}, `${label} `, field));
    return field;
  }

  // What a filter offers: all values that any list has in its column.
  function values(at) {
    const all = new Set(league.lists.flatMap(list => list.rows.map(row => row[at])));
    return [["", "all"], ...[...all].sort((a, b) => a.localeCompare(b, "en", { numeric: true })).map(one => [one, one])];
  }

  function heads() {
    for (const [at, head] of [...table.tHead.rows[0].cells].entries()) {
      const button = make("button", { type: "button", className: "sort" }, head.textContent);
      button.addEventListener("click", () => {
        state.down = state.by === at ? !state.down : ["count", "share"].includes(league.columns[at][1]);
        state.by = at;
        show();
      });
      head.replaceChildren(button);
    }
  }

  // A cell that a spreadsheet would take for a formula gets an apostrophe.
  function cell(value) {
    if (value === null) return "";
    if (typeof value === "number") return String(value);
    const text = /^\s*[=+@\-\uff1d\uff0b\uff20\uff0d]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  function csv() {
    const list = league.lists[state.list];
    const head = [...league.columns.map(([label]) => label), "List"];
    const lines = shown().map(row => [...row.slice(0, league.columns.length), list.name]);
    return [head, ...lines].map(line => line.map(cell).join(",")).join("\n") + "\n";
  }

  function download() {
    const link = make("a", {
      href: URL.createObjectURL(new Blob([csv()], { type: "text/csv" })),
      download: `hubgap-${league.name}-${league.lists[state.list].day}.csv`,
    });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  select("List", league.lists.map((one, at) => [String(at), one.name]), value => { state.list = Number(value); });
  for (const at of league.filters) {
    select(league.columns[at][0], values(at), value => { state.chosen.set(at, value); });
  }
  const button = make("button", { type: "button", className: "quiet" }, "CSV of this choice");
  button.addEventListener("click", download);
  box.append(button);
  more.addEventListener("click", () => { state.all = true; show(); });
  table.closest(".scroll").after(more);
  box.hidden = false;
  heads();
  show();
});
