// Modal dialogs: Teams' forms, their sentences, and a card's code. One at a time, as in Teams.

import { CardView } from "./cards.js";
import { el, icon } from "./dom.js";
import { ServiceError } from "./api.js";
import { toast } from "./toast.js";

const WIDTHS = { small: 400, medium: 600, large: 840 };
const HEIGHTS = { small: 300, medium: 480, large: 680 };

const sizeOf = (asked, names) => names[String(asked).toLowerCase()] ?? (Number.parseInt(asked, 10) || undefined);

export class Dialog {
  constructor() {
    this.title = el("h2", { id: "dialog-title", class: "dialog-title", "data-testid": "dialog-title" });
    this.trouble = el("p", { class: "dialog-error", role: "alert", "data-testid": "dialog-error", hidden: true });
    this.content = el("div", { class: "dialog-content", "data-testid": "dialog-content" });
    const close = el("button", { type: "button", class: "quiet", "aria-label": "Close", "data-testid": "dialog-close", on: { click: () => this.close() } }, icon("close"));
    this.element = el(
      "dialog",
      { class: "dialog", "aria-labelledby": "dialog-title", "data-testid": "dialog", on: { close: () => this.closed(), keydown: (event) => this.keepFocus(event) } },
      el("div", { class: "dialog-head" }, this.title, close),
      this.trouble,
      this.content,
    );
    document.body.append(this.element);
  }

  /**
   * Show a form's answer. `submit(action, inputs)` asks the service; its answer is shown in turn.
   * `back()` puts the focus where it came from, once the dialog is closed. `attach(card)` puts a card beside what is being written.
   */
  answer(answer, { submit, find, back, attach }) {
    if (!this.element.open) this.back = back;
    if (answer.kind === "form") this.showForm(answer, { submit, find, attach });
    else if (answer.kind === "message") this.showSentence(answer.text);
    else if (answer.kind === "error") this.showTrouble(answer.text);
    else if (answer.kind === "result" && !attach) this.showSentence("Canopy made a card for your message. There is no box open to put it into.");
    else {
      if (answer.kind === "result") attach(answer.card);
      this.close();
    }
  }

  showForm(form, { submit, find, attach }) {
    const run = async (action, inputs) => {
      const visit = this.visit;
      const answer = await this.asked(() => submit(action, inputs));
      if (visit === this.visit) this.answer(answer, { submit, find, back: this.back, attach });
      else if (answer.text) toast(answer.text, answer.kind === "error" ? "error" : "message");
    };
    const view = new CardView(form.card, { run, find });
    this.open(form.title || "Canopy", view.element, { width: sizeOf(form.width, WIDTHS), height: sizeOf(form.height, HEIGHTS) });
    if (!view.focusFirstInput()) this.focusFirst();
  }

  async asked(ask) {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof ServiceError) return { kind: "error", text: error.message };
      throw error;
    }
  }

  showSentence(text) {
    const done = el("button", { type: "button", class: "button primary", text: "OK", "data-testid": "dialog-ok", on: { click: () => this.close() } });
    this.open(this.element.open ? this.title.textContent : "Canopy", el("div", { class: "dialog-sentence" }, el("p", { text, "data-testid": "dialog-message" }), el("div", { class: "row end" }, done)), { width: 440 });
    done.focus();
  }

  showTrouble(text) {
    if (!this.element.open) return toast(text, "error");
    this.trouble.textContent = text;
    this.trouble.hidden = false;
    this.trouble.scrollIntoView({ block: "nearest" });
  }

  /** Show text as it is, to read and copy. */
  showSource(title, text, back) {
    this.show(title, el("pre", { class: "source", tabindex: "0", "data-testid": "card-source", text }), { width: 840, back });
  }

  /** Show something of the page's own. */
  show(title, content, { back, ...size }) {
    this.back = back;
    this.open(title, content, size);
    this.focusFirst();
  }

  open(title, content, { width, height } = {}) {
    this.title.textContent = title;
    this.trouble.hidden = true;
    this.content.replaceChildren(content);
    this.content.scrollTop = 0;
    this.element.style.setProperty("--dialog-width", `${width ?? 600}px`);
    this.element.style.setProperty("--dialog-height", height ? `${height}px` : "90vh");
    if (this.element.open) return;
    this.visit = {};
    this.element.showModal();
  }

  close() {
    if (this.element.open) this.element.close();
  }

  closed() {
    if (this.element.open) return;
    this.visit = undefined;
    this.content.replaceChildren();
    this.back?.();
    this.back = undefined;
  }

  reachable() {
    return [...this.element.querySelectorAll("button, input, select, textarea, a[href], [tabindex]")].filter((each) => !each.disabled && each.tabIndex >= 0 && each.getClientRects().length);
  }

  focusFirst() {
    const reachable = this.reachable();
    (reachable[1] ?? reachable[0])?.focus();
  }

  keepFocus(event) {
    if (event.key !== "Tab") return;
    const reachable = this.reachable();
    const edge = event.shiftKey ? reachable[0] : reachable.at(-1);
    if (document.activeElement !== edge && this.element.contains(document.activeElement)) return;
    event.preventDefault();
    (event.shiftKey ? reachable.at(-1) : reachable[0])?.focus();
  }
}
