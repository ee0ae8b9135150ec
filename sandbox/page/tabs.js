// Tabs above a channel, as Teams has them: its posts and its files.

import { el } from "./dom.js";

/**
 * A row of tabs. Arrow keys move between them.
 * @param {{id: string, title: string, panel: HTMLElement}[]} tabs
 * @param {(id: string) => void} choose called with the tab that was chosen
 */
export class Tabs {
  constructor(tabs, choose) {
    this.choose = choose;
    this.tabs = tabs.map((tab) => ({ ...tab, button: this.button(tab) }));
    this.element = el("div", { class: "place-tabs", role: "tablist", "aria-label": "Channel", on: { keydown: (event) => this.moved(event) } }, ...this.tabs.map((tab) => tab.button));
    for (const { id, panel } of this.tabs) {
      panel.id = `panel-${id}`;
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", `tab-${id}`);
    }
  }

  button({ id, title }) {
    return el("button", { type: "button", class: "place-tab", role: "tab", id: `tab-${id}`, "aria-controls": `panel-${id}`, text: title, "data-testid": `tab-${id}`, on: { click: () => this.choose(id) } });
  }

  /** Show one, and hide the others. */
  show(id) {
    for (const tab of this.tabs) {
      const here = tab.id === id;
      tab.panel.hidden = !here;
      tab.button.setAttribute("aria-selected", String(here));
      tab.button.tabIndex = here ? 0 : -1;
    }
  }

  moved(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = this.tabs.findIndex((tab) => tab.button === document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    const next = this.tabs[(at + step + this.tabs.length) % this.tabs.length];
    this.choose(next.id);
    next.button.focus();
  }
}
