// What goes along with a message that is being written: files of this computer, and a card that an app has found.

import { el, icon } from "./dom.js";
import { sizeOf } from "./files.js";

/**
 * Files and one card beside the words.
 * `upload(file)` brings a file to the sandbox and promises {id}, or false where that failed. `changed()` is called after every change.
 */
export class Enclosures {
  constructor({ upload, changed }) {
    this.upload = upload;
    this.changed = changed;
    this.files = [];
    this.card = undefined;
    this.element = el("ul", { class: "enclosures", "aria-label": "Goes along with the message", "data-testid": "enclosures", hidden: true });
    this.picker = el("input", { type: "file", multiple: true, hidden: true, tabindex: "-1", "data-testid": "attach-input", on: { change: () => this.picked() } });
    this.button = el("button", { type: "button", class: "quiet", "aria-label": "Attach files", title: "Attach files", "data-testid": "attach", on: { click: () => this.picker.click() } }, icon("attach"));
  }

  get some() {
    return this.files.length > 0 || this.card !== undefined;
  }

  /** False while a file is still on its way. */
  get ready() {
    return this.files.every((file) => file.id);
  }

  /** What the service is told. */
  get parts() {
    return { files: this.files.map((file) => file.id), card: this.card?.card };
  }

  picked() {
    [...this.picker.files].forEach((file) => this.addFile(file));
    this.picker.value = "";
    this.button.focus();
  }

  async addFile(file) {
    const entry = { name: file.name, size: file.size };
    this.files.push(entry);
    this.draw();
    const taken = await this.upload(file);
    if (taken) entry.id = taken.id;
    else this.files = this.files.filter((each) => each !== entry);
    this.draw();
  }

  /** Put a card beside the words; it takes the place of the one before. */
  addCard(found) {
    this.card = found;
    this.draw();
  }

  clear() {
    this.files = [];
    this.card = undefined;
    this.draw();
  }

  draw() {
    const files = this.files.map((file) => this.chip(file.name, { shape: "file", note: sizeOf(file.size), waits: !file.id, drop: () => (this.files = this.files.filter((each) => each !== file)) }));
    const card = this.card && this.chip(this.card.title, { shape: "card", note: "Card", drop: () => (this.card = undefined) });
    this.element.replaceChildren(...files, ...(card ? [card] : []));
    this.element.hidden = !this.some;
    this.changed();
  }

  chip(name, { shape, note, waits = false, drop }) {
    const remove = () => {
      drop();
      this.draw();
      (this.element.querySelector("button") ?? this.button).focus();
    };
    return el(
      "li",
      { class: "enclosure", "data-testid": "enclosure", "aria-busy": waits ? "true" : undefined },
      icon(shape),
      el("span", { class: "enclosure-name", text: name }),
      el("span", { class: "hint", text: waits ? "Uploading …" : note }),
      el("button", { type: "button", class: "quiet", "aria-label": `Remove ${name}`, title: "Remove", "data-testid": "enclosure-remove", on: { click: remove } }, icon("close")),
    );
  }
}
