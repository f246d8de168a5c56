// The page that flips the rule: shows what flip-lookup.js finds for the rule in the address.
(function () {
  "use strict";
  const get = (name) => document.getElementById(name);
  const form = get("flip-form");
  const { say } = hubgap;
  const { recordOf, shown, hashOf, percents, stop } = hubgapFlip(FLIP);

  // --- the rule in the address

  function ruleOf(hash) {
    const asked = new URLSearchParams(hash);
    const rule = { ...FLIP.start };
    for (const input of form.elements) {
      if (asked.get(input.name) === input.value) rule[input.name] = input.value;
    }
    return rule;
  }

  // --- showing

  function show(answer) {
    get("flip-title").textContent = answer.title;
    get("flip-shares").textContent = answer.shares;
    get("flip-sentence").textContent = answer.sentence;
    get("flip-rule").textContent = answer.said;
    get("flip-panel").textContent = answer.panel.sentence;
    const notes = [...new Set(answer.published.map((mark) => mark.note))];
    get("flip-published").textContent = notes.length
      ? say("Hollow marks are published shares. %(notes)s.", { notes: notes.join(say("; ")) }) : "";
    get("flip-csv").disabled = !answer.rows.length;
    const picture = answer.rows.length ? say("Bars of shares by country. ") : "";
    const marks = answer.published.map(
      (mark) => say(" Published: %(side)s, %(label)s.", { side: FLIP.sides[mark.side], label: mark.label }));
    get("flip-chart").setAttribute("aria-label", picture + answer.sentence + marks.join(""));
    get("flip-chart").classList.toggle("hole", !answer.rows.length);
    get("flip-table").tBodies[0].replaceChildren(...answer.rows.map((row) => {
      const line = document.createElement("tr");
      [row.name, ...["share", "low", "high"].map((end) => percents[row[end]])].forEach((text, n) => {
        const cell = document.createElement(n ? "td" : "th");
        if (n) cell.className = "right"; else cell.scope = "row";
        cell.textContent = text;
        line.append(cell);
      });
      return line;
    }));
  }

  // A choice is off where the rule with it would be refused; under a refused rule, where it alone would be.
  function reasonFor(rule, refused, name, value) {
    const panel = FLIP.panels[rule.date];
    if (name === "date" || !refused) return recordOf({ ...rule, [name]: value }).reason || "";
    return FLIP.reasons[(panel.refused[name] || {})[value]] || "";
  }

  function mark(rule) {
    const refused = Boolean(recordOf(rule).reason);
    const why = new Map();
    for (const input of form.querySelectorAll("input")) {
      const reason = reasonFor(rule, refused, input.name, input.value);
      input.checked = rule[input.name] === input.value;
      input.disabled = Boolean(reason);
      input.parentElement.classList.toggle("off", input.disabled);
      if (reason) {
        input.setAttribute("aria-describedby", "why-" + input.name);
        const list = why.get(input.name) || why.set(input.name, new Map()).get(input.name);
        list.set(reason, [...(list.get(reason) || []), input.parentElement.textContent]);
      } else input.removeAttribute("aria-describedby");
    }
    for (const list of form.querySelectorAll(".why")) {
      const reasons = why.get(list.id.slice(4)) || new Map();
      list.hidden = !reasons.size;
      list.replaceChildren(...[...reasons].map(([reason, labels]) => {
        const item = document.createElement("li");
        const short = reason.split("; recorded are")[0].replace(/[.。]$/, "") + stop;
        item.textContent = short.startsWith(labels[0]) ? short : labels.join(say(", ")) + say(": ") + short;
        return item;
      }));
    }
  }

  // --- the picture

  const shareOf = { field: "share", type: "quantitative", scale: { domain: [0, 1] } };

  function spec(answer) {
    const bars = [], marks = [], order = [];
    for (const row of answer.rows) {
      const whisker = row.side !== "unknown" && row.high > row.share;
      order.push(row.name);
      bars.push({
        row: row.name, share: row.share / FLIP.units, high: row.high / FLIP.units, whisker,
        end: (whisker ? row.high : row.share) / FLIP.units, text: percents[row.share],
        fill: `var(--fill-${row.side})`, ink: `var(--ink-${row.side})`,
      });
      answer.published.filter((mark) => mark.side === row.side).forEach((mark, n) => {
        order.push(`published|${row.side}${n}`);
        marks.push({
          row: order.at(-1), share: mark.share, label: mark.label, ink: `var(--ink-${row.side})`,
          shape: row.side === "CN" ? "circle" : "square",
        });
      });
    }
    const y = {
      field: "row", type: "nominal", scale: { domain: order, paddingInner: 0.36, paddingOuter: 0.2 },
      axis: {
        title: null, ticks: false, labelPadding: 8, labelLimit: 200,
        labelExpr: "split(datum.label, '|')[0]",
        labelColor: {
          condition: { test: "indexof(datum.value, '|') > 0", value: "var(--muted)" }, value: "var(--ink)",
        },
      },
    };
    const x = {
      ...shareOf,
      axis: {
        title: null, values: [0, 0.25, 0.5, 0.75, 1], domain: false, tickSize: 4, labelPadding: 4,
        labelOverlap: "parity", labelSeparation: 14, labelExpr: "100 * datum.value + '%'",
      },
    };
    const whiskers = bars.filter((row) => row.whisker);
    const paint = (field) => ({ field, type: "nominal", scale: null });
    const words = { type: "text", align: "left", baseline: "middle", fontSize: 15, fontWeight: 600 };
    return {
      width: "container",
      height: 36 * order.length + 24,
      autosize: { type: "fit", contains: "padding" },
      padding: { left: 0, top: 4, right: 4, bottom: 0 },
      layer: [
        { data: { values: bars }, mark: { type: "bar" }, encoding: { y, x, color: paint("fill") } },
        {
          data: { values: whiskers }, mark: { type: "rule", strokeWidth: 1.5, color: "var(--ink)" },
          encoding: { y, x, x2: { field: "high" } },
        },
        {
          data: { values: whiskers },
          mark: { type: "tick", thickness: 1.5, size: 12, color: "var(--ink)" },
          encoding: { y, x: { ...x, field: "high" } },
        },
        {
          data: { values: bars }, mark: { ...words, dx: 8 },
          encoding: { y, x: { ...x, field: "end" }, text: { field: "text" }, color: paint("ink") },
        },
        {
          data: { values: marks },
          mark: { type: "point", size: 90, strokeWidth: 2, fill: "var(--page)", opacity: 1 },
          encoding: { y, x, shape: paint("shape"), stroke: paint("ink") },
        },
        {
          data: { values: marks }, mark: { ...words, dx: 11, fontSize: 13, fontWeight: 400 },
          encoding: { y, x, text: { field: "label" }, color: paint("ink") },
        },
      ],
      config: {
        mark: { aria: false },
        background: "transparent",
        font: 'Hubgap, "Source Sans 3", sans-serif',
        view: { stroke: null },
        axis: {
          grid: false, labelFontSize: 14, labelColor: "var(--muted)", tickColor: "var(--line)",
          domainColor: "var(--muted)",
        },
      },
    };
  }

  // The interpreter (ast) needs no eval; a style sheet or a tooltip of vega-embed's would be inline.
  const options = {
    mode: "vega-lite", renderer: "svg", ast: true, actions: false, defaultStyle: false, tooltip: false,
  };
  const faces = ["400", "600"].map((weight) => document.fonts.load(`${weight} 15px Hubgap`));
  let drawn = Promise.allSettled(faces).then(() => null); // words are measured in their own font

  function draw(answer) {
    drawn = drawn.then(async (last) => {
      if (last) last.finalize();
      if (!answer.rows.length) return get("flip-vega").replaceChildren(say("not identified"));
      return vegaEmbed("#flip-vega", spec(answer), options);
    });
  }

  // --- the file

  const field = (text) => {
    const safe = /^[=+\-@\t\r]/.test(text) ? "'" + text : String(text);
    return /[",\r\n]/.test(safe) ? '"' + safe.replaceAll('"', '""') + '"' : safe;
  };

  function csv(answer) {
    const about = [answer.said, answer.panel.sentence, answer.panel.sources.join("; "), answer.panel.terms];
    const head = "kind,date,name,share,at_least,at_most,total,source,rule,panel,panel_sources,terms";
    const own = answer.rows.map((row) => {
      const ends = [row.share, row.low, row.high].map((end) => end / FLIP.units);
      return ["this rule", answer.rule.date, row.name, ...ends, answer.total, "", ...about];
    });
    const published = answer.published.map((mark) =>
      ["published", "", FLIP.sides[mark.side], mark.share, "", "", "", mark.note, "", "", "", ""]);
    return [head, ...[...own, ...published].map((cells) => cells.map(field).join(","))].join("\n") + "\n";
  }

  function download(answer) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv(answer)], { type: "text/csv" }));
    link.download = `hubgap-rule-${answer.rule.date}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  // --- the page: a choice changes the address, the address changes all else

  let answer;

  function follow() {
    const hash = location.hash.slice(1);
    if (hash && !hash.includes("date=")) return;
    answer = shown(ruleOf(hash));
    mark(answer.rule);
    show(answer);
    draw(answer);
  }

  form.addEventListener("change", (event) => {
    location.hash = hashOf({ ...answer.rule, [event.target.name]: event.target.value });
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  get("flip-csv").addEventListener("click", () => download(answer));
  document.addEventListener("click", (event) => {
    if (event.target.closest('a[href^="#date="]')) get("answer").scrollIntoView({ block: "start" });
  });
  addEventListener("hashchange", follow);
  follow();
})();
