// Looks up in FLIP (flip-data.js) what the package computed for a rule, in numbers and in words.
function hubgapFlip(FLIP) {
  "use strict";
  const spread = (runs) => runs.flatMap(([text, times]) => Array(times).fill(text));
  const percents = spread(FLIP.percents), numbers = spread(FLIP.numbers);
  const stop = FLIP.stop || "."; // of the language that the words of FLIP are in
  const fill = (template, values) => template.replace(/\{(\w+)\}/g, (slot, name) => values[name]);

  function hashOf(rule) {
    const kept = (name) => name === "date" || rule[name] !== FLIP.start[name];
    const names = Object.keys(rule).filter(kept);
    return "#" + new URLSearchParams(names.map((name) => [name, rule[name]]));
  }

  function recordOf(rule) {
    const panel = FLIP.panels[rule.date];
    const bound = FLIP.bounds[rule.unknown]; // the side that gets all unknown publishers
    let place = 0;
    for (const field of FLIP.fields) {
      const known = panel.known[field];
      if (!known.includes(rule[field])) {
        return { reason: FLIP.reasons[panel.refused[field][rule[field]]] };
      }
      const stored = field === "unknown" ? known.filter((choice) => !(choice in FLIP.bounds)) : known;
      const asked = field === "unknown" && bound !== undefined ? FLIP.start.unknown : rule[field];
      place = place * stored.length + stored.indexOf(asked);
    }
    const at = parseInt(panel.places.substr(place * FLIP.pointer, FLIP.pointer), FLIP.base);
    const record = panel.records.substr(at * FLIP.width, FLIP.width);
    const digits = (start, width) => parseInt(record.substr(start, width), FLIP.base);
    const kind = digits(0, 1);
    if (kind === FLIP.templates.length - 1) return { reason: FLIP.reasons[digits(1, 3)] };
    const share = [4, 7, 10, 13].map((start) => digits(start, 3));
    const rounding = [9, 3, 1].map((unit) => Math.floor(digits(16, 1) / unit) % 3 - 1);
    const high = rounding.map((rest, side) => share[side] + share[3] + rest);
    const total = digits(1, 3);
    if (bound !== undefined) {
      const moved = share.map((own, side) => (side === bound ? high[bound] : side < 3 ? own : 0));
      return { kind: digits(17 + bound, 1), total, share: moved, low: moved, high: moved };
    }
    const ends = { low: [...share.slice(0, 3), 0], high: [...high, share[3]] };
    return { kind, total, share, ...ends };
  }

  function shown(rule) {
    const found = recordOf(rule);
    const panel = FLIP.panels[rule.date];
    const names = Object.keys(FLIP.sides);
    const values = { month: panel.month, short: panel.short, panel: panel.name, reason: found.reason };
    if (!found.reason) {
      values.what = Object.keys(FLIP.what).map((field) => FLIP.what[field][rule[field]]).join("");
      values.total = numbers[found.total];
      names.forEach((side, n) => {
        values[side] = percents[found.share[n]];
        values[side + "_high"] = percents[found.high[n]];
      });
    }
    const template = FLIP.templates[found.reason ? FLIP.templates.length - 1 : found.kind];
    return {
      rule,
      panel,
      title: fill(template.title, values),
      shares: fill(template.shares, values),
      sentence: fill(template.sentence, values),
      said: Object.keys(FLIP.said).map((field) => FLIP.said[field][rule[field]]).join("") + stop,
      total: found.reason ? "" : FLIP.totals[found.total],
      rows: found.reason ? [] : names.map((side, n) => ({
        side, name: FLIP.sides[side], share: found.share[n], low: found.low[n], high: found.high[n],
      })),
      published: found.reason || rule.counter !== "downloads_30d" ? [] : FLIP.published.filter(
        (mark) => mark.universe === rule.universe && mark.days.includes(rule.date)),
    };
  }

  return { recordOf, shown, hashOf, percents, stop };
}
