// The clock: what time it is for Canopy and in this pretend Teams, and how to let time pass.

import { ServiceError } from "./api.js";
import { el, here, icon, say } from "./dom.js";
import { placeBeside } from "./menu.js";
import { toast } from "./toast.js";

const HOUR = 3600;
const STEPS = [
  ["hour", "1 hour later", HOUR],
  ["day", "1 day later", 24 * HOUR],
  ["week", "1 week later", 7 * 24 * HOUR],
];
const EVERY = 5000;

/** The bar's button with its panel; nothing where the clock cannot be moved. */
export function clockButton(service, world) {
  return world.clock.movable ? new ClockPanel(service, world).element : null;
}

class ClockPanel {
  constructor(service, world) {
    this.service = service;
    this.world = world;
    this.face = el("span", { class: "bar-words", "data-testid": "clock-time" });
    this.button = el("button", { type: "button", class: "bar-button", popovertarget: "clock", title: "What time it is for Canopy", "data-testid": "clock-toggle" }, icon("clock"), this.face);
    this.to = el("input", { type: "datetime-local", id: "clock-to", "data-testid": "clock-to", required: true });
    this.panel = el("form", { class: "menu faults clock", id: "clock", popover: "auto", "aria-label": "Let time pass", "data-testid": "clock" }, ...this.parts());
    this.panel.addEventListener("submit", (event) => {
      event.preventDefault();
      this.move({ to: new Date(this.to.value).toISOString() });
    });
    this.panel.addEventListener("toggle", (event) => event.newState === "open" && this.opened());
    this.element = el("div", { class: "fault-switch" }, this.button, this.panel);
    this.tick();
    const ticking = setInterval(() => (this.element.isConnected ? this.tick() : clearInterval(ticking)), EVERY);
  }

  parts() {
    const steps = STEPS.map(([name, label, seconds]) => el("button", { type: "button", class: "button", text: label, "data-testid": `clock-${name}`, on: { click: () => this.move({ seconds }) } }));
    return [
      el("h2", { text: "Let time pass" }),
      el("p", { class: "hint", text: "Canopy is started again with the new time, for everybody. What you press meanwhile waits. Time does not go back." }),
      el("div", { class: "row" }, ...steps),
      el("div", { class: "field" }, el("label", { for: "clock-to", text: "Or go to" }), this.to),
      el("div", { class: "row" }, el("button", { type: "submit", class: "button primary", text: "Go there", "data-testid": "clock-go" })),
    ];
  }

  tick() {
    const now = say(here());
    if (this.face.textContent !== now) this.face.textContent = now;
    this.button.setAttribute("aria-label", `It is ${now}. Let time pass`);
  }

  opened() {
    const now = here();
    const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
    this.to.min = local;
    this.to.value = local;
    placeBeside(this.panel, this.button);
  }

  async move(wish) {
    const buttons = [...this.panel.querySelectorAll("button")];
    buttons.forEach((button) => (button.disabled = true));
    try {
      this.world.keepTime(await this.service.moveClock(wish));
      this.tick();
      toast(`It is ${say(here())} now.`);
      this.panel.hidePopover();
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      toast(error.message, "error");
    } finally {
      buttons.forEach((button) => (button.disabled = false));
    }
  }
}
