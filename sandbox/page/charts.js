// Charts as Teams draws them inside cards, kept simple: bars, a line, a ring. Every value is also there as words.

import { el } from "./dom.js";

const { AdaptiveCards } = window;
const NAMED = { good: "good", warning: "warning", attention: "attention", neutral: "neutral" };
const TONES = 8;

/** A colour's class: what the card asks for where this page knows it, else one after the other. */
const toneOf = (asked, index) => `chart-${NAMED[asked] ?? (index % TONES) + 1}`;
const number = (value) => (Number.isFinite(Number(value)) ? Number(value) : 0);
const shown = (value) => number(value).toLocaleString("en-GB", { maximumFractionDigits: 2 });
const rowsOf = (source) => (Array.isArray(source.data) ? source.data.filter((row) => row && typeof row === "object") : []);

function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (tag === "svg") element.setAttribute("aria-hidden", "true"); // the figure around it says what it shows
  element.append(...children);
  return element;
}

/** The chart as a picture with a name: whoever cannot see it hears the same. */
function figure(kind, source, said, ...parts) {
  const title = String(source.title ?? "");
  const axes = [source.xAxisTitle, source.yAxisTitle].filter(Boolean).join(" / ");
  return el(
    "figure",
    { class: `chart chart-${kind}`, role: "img", "aria-label": [title, ...said].filter(Boolean).join(". "), "data-testid": "chart" },
    title && el("div", { class: "chart-title", text: title }),
    ...parts,
    axes && el("div", { class: "chart-axes", text: axes }),
  );
}

function horizontalBars(source) {
  const rows = rowsOf(source).map((row, index) => ({ label: String(row.x ?? row.legend ?? ""), value: number(row.y ?? row.value), tone: toneOf(row.color ?? source.color, row.color ? index : 0) }));
  const most = Math.max(...rows.map((row) => row.value), 0) || 1;
  const bars = rows.map(({ label, value, tone }) =>
    el(
      "div",
      { class: "chart-row" },
      el("span", { class: "chart-label", text: label }),
      el("span", { class: "chart-value", text: shown(value) }),
      svg("svg", { class: "chart-bar", width: "100%", height: 12 }, svg("rect", { class: "chart-rail", width: "100%", height: 12, rx: 3 }), svg("rect", { class: tone, width: `${(100 * value) / most}%`, height: 12, rx: 3 })),
    ),
  );
  return figure("bars", source, rows.map(({ label, value }) => `${label}: ${shown(value)}`), ...bars);
}

const HEIGHT = 160;
const TOP = 18;
const BOTTOM = 22;
const LEFT = 8;
const heightOf = (value, most) => ((HEIGHT - TOP - BOTTOM) * value) / most;
const words = (text, x, y, kind, anchor = "middle") => svg("text", { x, y, class: kind, "text-anchor": anchor }, text);
/** Where words begin, so that those at the ends stay inside. */
const anchorOf = (index, count) => (count < 2 || (index && index < count - 1) ? "middle" : index ? "end" : "start");
const edgeOf = (index, count) => ({ middle: 0, start: -LEFT, end: LEFT })[anchorOf(index, count)];
const shortened = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

function verticalBars(source) {
  const rows = rowsOf(source).map((row, index) => ({ label: String(row.x ?? ""), value: number(row.y), tone: toneOf(row.color ?? source.color, row.color ? index : 0) }));
  const most = Math.max(...rows.map((row) => row.value), 0) || 1;
  const step = 100 / (rows.length || 1);
  const parts = rows.flatMap(({ label, value, tone }, index) => {
    const [middle, high] = [`${(index + 0.5) * step}%`, heightOf(value, most)];
    return [
      svg("rect", { class: tone, x: `${(index + 0.2) * step}%`, width: `${0.6 * step}%`, y: HEIGHT - BOTTOM - high, height: high, rx: 3 }),
      words(shown(value), middle, HEIGHT - BOTTOM - high - 5, "chart-words"),
      words(shortened(label, Math.floor(90 / (rows.length || 1)) + 2), middle, HEIGHT - 6, "chart-words chart-quiet"),
    ];
  });
  return figure("columns", source, rows.map(({ label, value }) => `${label}: ${shown(value)}`), svg("svg", { width: "100%", height: HEIGHT }, ...parts));
}

function line(source) {
  const lines = rowsOf(source).map((row, index) => ({ legend: String(row.legend ?? ""), values: Array.isArray(row.values) ? row.values : [], tone: toneOf(row.color ?? source.color, index) }));
  const most = Math.max(...lines.flatMap(({ values }) => values.map(({ y }) => number(y))), 0) || 1;
  const longest = Math.max(...lines.map(({ values }) => values.length), 1);
  const across = (index) => LEFT + ((100 - 2 * LEFT) * (longest > 1 ? index : 0.5)) / Math.max(longest - 1, 1);
  const up = (value) => HEIGHT - BOTTOM - heightOf(number(value), most);
  const names = (lines.find(({ values }) => values.length === longest)?.values ?? []).map(({ x }) => String(x ?? ""));
  const parts = [
    svg("line", { class: "chart-ground", x1: "0", x2: "100%", y1: HEIGHT - BOTTOM, y2: HEIGHT - BOTTOM }),
    ...lines.flatMap(({ values, tone }) => [
      ...values.slice(1).map(({ y }, index) => svg("line", { class: `${tone} chart-line`, x1: `${across(index)}%`, y1: up(values[index].y), x2: `${across(index + 1)}%`, y2: up(y) })),
      ...values.map(({ y }, index) => svg("circle", { class: tone, cx: `${across(index)}%`, cy: up(y), r: 4 })),
      ...values.map(({ y }, index) => words(shown(y), `${across(index)}%`, up(y) - 8, "chart-words")),
    ]),
    ...names.map((name, index) => words(shortened(name, Math.floor(90 / longest) + 2), `${across(index) + edgeOf(index, longest)}%`, HEIGHT - 6, "chart-words chart-quiet", anchorOf(index, longest))),
  ];
  const said = lines.flatMap(({ legend, values }) => values.map(({ x, y }) => [legend, `${x}: ${shown(y)}`].filter(Boolean).join(", ")));
  const legends = lines.length > 1 ? legend(lines.map(({ legend: name, tone }) => ({ label: name, tone }))) : null;
  return figure("line", source, said, svg("svg", { width: "100%", height: HEIGHT }, ...parts), legends);
}

function donut(source) {
  const rows = rowsOf(source).map((row, index) => ({ label: String(row.legend ?? row.x ?? ""), value: number(row.value ?? row.y), tone: toneOf(row.color, index) }));
  const total = rows.reduce((sum, { value }) => sum + value, 0) || 1;
  let done = 0;
  const arcs = rows.map(({ value, tone }) => {
    const arc = svg("circle", { class: `${tone} chart-arc`, cx: 21, cy: 21, r: 15.915, pathLength: 100, "stroke-dasharray": `${(100 * value) / total} 100`, "stroke-dashoffset": -done });
    done += (100 * value) / total;
    return arc;
  });
  const ring = svg("svg", { viewBox: "0 0 42 42", width: 132, height: 132 }, svg("g", { transform: "rotate(-90 21 21)" }, ...arcs));
  const said = rows.map(({ label, value }) => `${label}: ${shown(value)}`);
  return figure("ring", source, said, el("div", { class: "chart-beside" }, ring, legend(rows.map((row) => ({ ...row, label: `${row.label}: ${shown(row.value)}` })))));
}

function legend(rows) {
  return el("ul", { class: "chart-legend" }, ...rows.map(({ label, tone }) => el("li", {}, svg("svg", { width: 12, height: 12 }, svg("rect", { class: tone, width: 12, height: 12, rx: 3 })), label)));
}

const KINDS = { "Chart.HorizontalBar": horizontalBars, "Chart.VerticalBar": verticalBars, "Chart.Line": line, "Chart.Donut": donut };

function elementFor(type, draw) {
  return class extends AdaptiveCards.CardElement {
    getJsonTypeName() {
      return type;
    }

    internalParse(source, context) {
      super.internalParse(source, context);
      this.source = source;
    }

    internalRender() {
      return draw(this.source ?? {});
    }
  };
}

/**
 * Teach the renderer charts. Once, after everything else it is taught.
 * @returns {any} what it knew before, for those who want to see a card as clients show it that know no charts
 */
export function teachCharts() {
  const { elements } = AdaptiveCards.GlobalRegistry;
  const without = new AdaptiveCards.CardObjectRegistry();
  elements.copyTo(without);
  for (const [type, draw] of Object.entries(KINDS)) elements.register(type, elementFor(type, draw));
  return without;
}
