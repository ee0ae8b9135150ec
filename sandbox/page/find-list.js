// Looking something up from the compose box: words, what an app found for them, and one of it chosen.

import { el } from "./dom.js";

const WAIT = 300;
const PAGE = 10;

/**
 * A list to choose from.
 * `ask(words, skip)` promises {results: [{title, text, card}]} or {text}, a sentence; `choose(result)` is called with the one that was chosen.
 * `begins` is true where the app wants to be asked before anything is typed.
 */
export class FindList {
  constructor({ label, ask, choose, begins }) {
    this.ask = ask;
    this.choose = choose;
    this.box = el("input", { type: "search", class: "find-box", id: "find-box", autocomplete: "off", placeholder: label, "aria-label": label, "data-testid": "find-box", on: { input: () => this.typed(), keydown: (event) => this.entered(event) } });
    this.list = el("ul", { class: "finds", "aria-label": "What was found", "data-testid": "find-results" });
    this.note = el("p", { class: "hint find-note", role: "status", "data-testid": "find-note", text: begins ? "" : "Type what you are looking for." });
    this.more = el("button", { type: "button", class: "link", text: "Show more", hidden: true, "data-testid": "find-more", on: { click: () => this.goOn() } });
    this.element = el("div", { class: "find", on: { keydown: (event) => this.moved(event) } }, this.box, this.note, this.list, this.more);
    if (begins) this.look();
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), WAIT);
  }

  entered(event) {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    clearTimeout(this.timer);
    this.look();
  }

  async look() {
    const words = this.box.value.trim();
    this.asked = words;
    this.note.textContent = "Looking …";
    const answer = await this.ask(words, 0);
    if (words !== this.asked || !answer) return;
    this.list.replaceChildren();
    this.took(answer);
  }

  /** The next page of the same. */
  async goOn() {
    const { asked } = this;
    const from = this.list.childElementCount;
    const answer = await this.ask(asked, from);
    if (asked !== this.asked || !answer) return;
    this.took(answer);
    this.list.children[from]?.querySelector("button").focus();
  }

  took({ results = [], text }) {
    this.list.append(...results.map((result) => this.row(result)));
    const many = this.list.childElementCount;
    this.note.textContent = text || (many ? `${many} found.` : "Nothing was found.");
    this.more.hidden = results.length < PAGE;
  }

  row(result) {
    return el(
      "li",
      {},
      el(
        "button",
        { type: "button", class: "found", "data-testid": "find-result", on: { click: () => this.choose(result) } },
        el("span", { class: "found-title", text: result.title }),
        result.text && el("span", { class: "found-text", text: result.text }),
      ),
    );
  }

  /** Arrow keys go from the words to the list and through it. */
  moved(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const stops = [this.box, ...this.list.querySelectorAll("button")];
    const next = stops[stops.indexOf(document.activeElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}
