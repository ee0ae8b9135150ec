// One message: who, when, words, cards.

import { formattedNodes } from "./card-text.js";
import { CardView } from "./cards.js";
import { avatar, el, icon, safeNodes, when } from "./dom.js";
import { fileBox } from "./files.js";
import { openMenu } from "./menu.js";

/**
 * A message on the page; `update` redraws what changed and keeps what did not. Only an edit draws cards anew in any case: in Teams
 * whatever was typed into a card is lost when its message is edited.
 * `desk` is what the page offers its messages: {world, act, answerFile, editMessage, removeMessage, showSource, onMessage}.
 */
export class MessageView {
  constructor(message, desk) {
    this.desk = desk;
    this.views = [];
    this.head = el("div", { class: "message-head" });
    this.body = el("div", { class: "message-body", "data-testid": "message-text" });
    this.cards = el("div", { class: "message-cards" });
    this.files = el("div", { class: "message-files" });
    this.face = el("div", { class: "message-face" });
    this.element = el(
      "article",
      { class: "message", "data-testid": "message", "data-message-id": message.id, "data-from": message.from.bot ? "canopy" : message.from.key },
      this.face,
      el("div", { class: "message-main" }, this.head, this.body, this.cards, this.files),
    );
    this.update(message);
  }

  update(message, { edited = false } = {}) {
    this.message = message;
    if (edited) this.drawn = undefined;
    const person = this.desk.world.person(message.from);
    this.element.setAttribute("aria-label", `Message from ${person.name}`);
    this.element.classList.toggle("deleted", message.deleted);
    this.element.toggleAttribute("data-mine", this.desk.world.isMine(message));
    this.face.replaceChildren(avatar(person));
    this.head.replaceChildren(...this.headline(person));
    this.drawText();
    this.drawCards();
    this.drawFiles();
  }

  drawFiles() {
    const boxes = (this.message.files ?? []).map((file) => fileBox(file, (accept) => this.desk.answerFile(this.message, accept)));
    this.files.replaceChildren(...boxes);
    this.files.hidden = !boxes.length;
  }

  redrawCards() {
    this.drawn = undefined;
    this.drawCards();
  }

  headline(person) {
    const { message } = this;
    return [
      el("span", { class: "name", "data-testid": "message-name", text: person.name }),
      person.bot && el("span", { class: "tag", text: "App" }),
      person.guest && el("span", { class: "tag", text: "Guest" }),
      when(message.at),
      !person.bot && message.cards.length > 0 && !message.deleted && el("span", { class: "tag", text: "via Canopy" }),
      message.edited && !message.deleted && el("span", { class: "edited", "data-testid": "edited", text: "Edited" }),
      message.failed && el("span", { class: "failed", "data-testid": "failed", text: "Canopy did not get this" }),
      this.more(),
    ].filter(Boolean);
  }

  more() {
    const { message, desk } = this;
    const items = message.deleted ? [] : desk.onMessage(this);
    if (desk.world.isMine(message) && !message.deleted) {
      items.push({ label: "Edit", run: () => this.edit() }, { label: "Delete", run: () => desk.removeMessage(message) });
    }
    if (message.cards.length && !message.deleted) items.push({ label: "Show the card's code", run: () => desk.showSource(this) });
    if (!items.length) return null;
    const open = (event) => openMenu(event.currentTarget, items, { label: "Message", testid: "message-menu" });
    return el("button", { type: "button", class: "quiet more", "aria-label": "More for this message", "aria-haspopup": "menu", "data-testid": "message-more", on: { click: open } }, icon("more"));
  }

  drawText() {
    const { message } = this;
    this.body.hidden = !message.deleted && !message.html;
    // Teams reads what a bot writes as Markdown unless the bot says that it is plain.
    const formatted = Boolean(message.from.bot) && message.format !== "plain";
    this.body.classList.toggle("formatted", formatted);
    if (message.deleted) this.body.replaceChildren(el("em", { text: "This message was deleted." }));
    else this.body.replaceChildren(formatted ? formattedNodes(message.html) : safeNodes(message.html));
  }

  edit() {
    const box = el("textarea", { class: "edit-box", rows: "2", "aria-label": "Edit the message", "data-testid": "edit-box" });
    box.value = this.message.text;
    const done = () => this.drawText();
    const save = async () => {
      if (box.value.trim() && box.value !== this.message.text) await this.desk.editMessage(this.message, box.value);
      done();
    };
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") done();
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        save();
      }
    });
    this.body.replaceChildren(
      box,
      el("div", { class: "row" }, el("button", { type: "button", class: "button primary", text: "Save", "data-testid": "edit-save", on: { click: save } }), el("button", { type: "button", class: "button", text: "Cancel", on: { click: done } })),
    );
    box.focus();
  }

  drawCards() {
    const cards = this.message.deleted ? [] : this.message.cards;
    const sources = JSON.stringify([cards, Boolean(this.message.private)]);
    if (sources === this.drawn) return;
    this.drawn = sources;
    const mark = this.views.map((view) => view.focusMark()).find(Boolean);
    this.views = cards.map((card) => this.cardView(card));
    this.cards.replaceChildren(...this.views.map((view) => this.framed(view)));
    this.cards.hidden = !this.views.length;
    if (this.pending) this.views.forEach((view) => view.hold(this.pending, mark && view.buttonCalled(mark)));
    else this.focusButton(mark);
  }

  /** Give the focus to the button of this title, if the cards still have one; otherwise to the message's own. */
  focusButton(title) {
    if (!title) return;
    const button = this.views.map((view) => view.buttonCalled(title)).find(Boolean) ?? this.head.querySelector("button");
    button?.focus({ preventScroll: true });
  }

  cardView(card) {
    const run = (action, inputs) => {
      this.pending = this.desk.act(this, action, inputs).finally(() => (this.pending = undefined));
      return this.pending;
    };
    return new CardView(card, { run, find: (dataset, query) => this.desk.find(this.message.id, dataset, query) });
  }

  framed(view) {
    if (!this.message.private) return view.element;
    view.element.dataset.private = "true";
    return el(
      "section",
      { class: "private", "aria-label": "Only you can see this" },
      el("p", { class: "private-note", "data-testid": "private-note" }, icon("eye"), "Only you can see this"),
      view.element,
    );
  }

  /** The code of the cards as they are shown now. */
  source() {
    return this.views.map((view) => JSON.stringify(view.source, null, 2)).join("\n\n");
  }

  /** Show a card to this member alone, until the message is edited. */
  showPrivately(card) {
    this.update({ ...this.message, cards: [card], private: true });
  }
}
