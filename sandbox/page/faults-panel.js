// "What can go wrong": make the pretend Teams slow or broken on purpose and see that Canopy copes.

import { ServiceError } from "./api.js";
import { el, icon } from "./dom.js";
import { placeBeside } from "./menu.js";
import { toast } from "./toast.js";

const KINDS = [
  ["none", "Nothing goes wrong"],
  ["429", "Teams says: too many requests"],
  ["500-before", "Teams fails before doing the work"],
  ["500-after", "Teams does the work, then fails"],
  ["drop-after", "Teams does the work, then hangs up"],
  ["files", "OneDrive takes no files"],
  ["library-429", "SharePoint says: too many requests"],
  ["library-403", "SharePoint says: not allowed"],
  ["library-500-before", "SharePoint fails before doing the work"],
  ["library-500-after", "SharePoint does the work, then fails"],
];
const DELAYS = [
  [0, "At once"],
  [200, "A little slow (0.2 s)"],
  [1000, "Slow (1 s)"],
  [3000, "Very slow (3 s)"],
];

const LOOK_AGAIN = 3000;

/** The bar's button with its panel. */
export function faultsButton(service, world) {
  return new FaultsPanel(service, world).element;
}

class FaultsPanel {
  constructor(service, world) {
    this.service = service;
    this.world = world;
    this.fail = select("fault-fail", "When Canopy posts, edits or files something", KINDS);
    this.delay = select("fault-latency", "How fast Teams answers Canopy", DELAYS);
    this.times = el("input", { type: "number", min: "1", max: "99", value: "1", id: "fault-times", "data-testid": "fault-times" });
    this.dot = el("span", { class: "fault-dot", hidden: true, "data-testid": "faults-on", title: "Something goes wrong on purpose" });
    this.button = el("button", { type: "button", class: "bar-button", popovertarget: "faults", "aria-label": "What can go wrong", title: "What can go wrong", "data-testid": "faults-toggle" }, icon("bolt"), el("span", { class: "bar-words", text: "What can go wrong" }), this.dot);
    this.panel = el("form", { class: "menu faults", id: "faults", popover: "auto", "aria-label": "What can go wrong", "data-testid": "faults" }, ...this.parts());
    this.panel.addEventListener("submit", (event) => this.apply(event));
    this.panel.addEventListener("input", () => (this.touched = true));
    this.panel.addEventListener("beforetoggle", () => (this.touched = false));
    this.panel.addEventListener("toggle", (event) => this.opened(event));
    this.element = el("div", { class: "fault-switch" }, this.button, this.panel);
    this.look();
  }

  parts() {
    return [
      el("h2", { text: "What can go wrong" }),
      el("p", { class: "hint", text: "Make this pretend Teams slow or broken, for everybody, and see what Canopy does." }),
      this.delay.row,
      this.fail.row,
      el("div", { class: "field" }, el("label", { for: "fault-times", text: "How many times" }), this.times),
      el(
        "div",
        { class: "row" },
        el("button", { type: "submit", class: "button primary", text: "Apply", "data-testid": "faults-apply" }),
        el("button", { type: "button", class: "button", text: "All well again", "data-testid": "faults-clear", on: { click: () => this.clear() } }),
      ),
      el("button", { type: "button", class: "link", text: "Add Canopy to the team again", "data-testid": "install", on: { click: () => this.install() } }),
    ];
  }

  /** Ask what goes wrong now; while something does, ask again, because most faults run out. */
  async look() {
    const faults = await this.service.faults().catch(() => undefined);
    if (faults && !this.touched) this.show(faults);
    if (!this.dot.hidden && this.element.isConnected) setTimeout(() => this.look(), LOOK_AGAIN);
  }

  show(faults) {
    this.fail.control.value = faults.fail;
    choose(this.delay.control, faults.latency_ms);
    if (faults.times) this.times.value = String(faults.times);
    this.dot.hidden = faults.fail === "none" && !faults.latency_ms;
  }

  opened(event) {
    if (event.newState !== "open") return;
    placeBeside(this.panel, this.button);
    this.look();
  }

  apply(event) {
    event.preventDefault();
    const faults = { latency_ms: Number(this.delay.control.value), fail: this.fail.control.value, times: Number(this.times.value) || 1 };
    this.set(faults, "Done. Now write something.");
  }

  clear() {
    this.set({ latency_ms: 0, fail: "none", times: 0 }, "All is well again.");
  }

  set(faults, sentence) {
    return this.attempt(async () => {
      await this.service.setFaults(faults);
      this.touched = false;
      this.show(faults);
      toast(sentence);
      if (!this.dot.hidden) setTimeout(() => this.look(), LOOK_AGAIN);
    });
  }

  install() {
    return this.attempt(async () => {
      await this.service.install();
      toast(`${this.world.me.name} has added Canopy to the team.`);
    });
  }

  async attempt(work) {
    try {
      await work();
      this.panel.hidePopover();
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      toast(error.message, "error");
    }
  }
}

function select(id, label, choices) {
  const control = el("select", { id, "data-testid": id }, ...choices.map(([value, text]) => el("option", { value: String(value), text })));
  return { control, row: el("div", { class: "field" }, el("label", { for: id, text: label }), control) };
}

/** Choose a delay, also one that was set from elsewhere. */
function choose(control, delay) {
  if (![...control.options].some((option) => option.value === String(delay))) control.append(el("option", { value: String(delay), text: `${delay / 1000} s` }));
  control.value = String(delay);
}
