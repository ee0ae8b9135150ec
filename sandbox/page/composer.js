// The box one writes in: a post, a reply, or a line to Canopy, with help after "@".

import { avatar, el, icon } from "./dom.js";
import { Enclosures } from "./enclosures.js";
import { openMenu } from "./menu.js";
import { suggestFor } from "./suggestions.js";

let unique = 0;

/**
 * A box to write in. Enter sends, Shift+Enter starts a new line.
 * `send(text, {files, card})` returns a promise of true once it was taken; only then the box is emptied.
 * `apps` is what an app offers beside the box: [{title, run(composer)}]. `upload(file)` brings a file to the sandbox.
 */
export class Composer {
  constructor({ label, placeholder, kind, known, send, upload, apps = [] }) {
    this.known = known;
    this.send = send;
    this.enclosed = new Enclosures({ upload, changed: () => this.changed() });
    this.list = el("div", { class: "suggestions", role: "listbox", id: `suggest-${(unique += 1)}`, "aria-label": "Suggestions", "data-testid": "suggestions", hidden: true });
    this.box = el("textarea", {
      rows: "1",
      class: "composer-box",
      placeholder,
      "aria-label": label,
      "aria-autocomplete": "list",
      "aria-controls": this.list.id,
      "data-testid": "composer",
      on: {
        input: () => this.changed(),
        click: () => this.suggest(),
        blur: () => this.closeList(),
        keydown: (event) => this.pressed(event),
      },
    });
    this.sendButton = el("button", { type: "button", class: "quiet send", "aria-label": "Send", title: "Send", disabled: true, "data-testid": "send", on: { click: () => this.submit() } }, icon("send"));
    const mention = el("button", { type: "button", class: "quiet", "aria-label": "Mention Canopy", title: "Mention Canopy", "data-testid": "mention-canopy", on: { click: () => this.mentionCanopy() } }, icon("at"));
    this.element = el("div", { class: `composer composer-${kind}`, "data-testid": `${kind}-composer` }, this.list, this.enclosed.element, this.box, el("div", { class: "composer-tools" }, this.enclosed.picker, this.enclosed.button, this.appsButton(apps), kind === "chat" ? null : mention, this.sendButton));
  }

  appsButton(apps) {
    if (!apps.length) return null;
    const items = apps.map(({ title, run }) => ({ label: title, run: () => run(this) }));
    const open = (event) => openMenu(event.currentTarget, items, { label: "Apps", testid: "apps-menu" });
    return el("button", { type: "button", class: "quiet", "aria-label": "Apps", title: "Apps", "aria-haspopup": "menu", "data-testid": "apps", on: { click: open } }, icon("apps"));
  }

  changed() {
    this.grow();
    this.sendButton.disabled = !this.hasSomething();
    this.suggest();
  }

  hasSomething() {
    return this.enclosed.ready && Boolean(this.box.value.trim() || this.enclosed.some);
  }

  grow() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 180)}px`;
  }

  mentionCanopy() {
    const { value } = this.box;
    if (!/@Canopy\b/i.test(value)) this.box.value = `@Canopy ${value}`;
    this.box.focus();
    this.changed();
  }

  /** Put words into the box and let the person go on from there. */
  start(text) {
    this.box.value = text;
    this.box.focus();
    this.changed();
  }

  async submit() {
    const text = this.box.value.trim();
    if (!this.hasSomething() || this.sending) return;
    this.closeList();
    this.sending = true;
    this.element.setAttribute("aria-busy", "true");
    const taken = await this.send(text, this.enclosed.parts).finally(() => {
      this.sending = false;
      this.element.removeAttribute("aria-busy");
    });
    if (!taken || this.box.value.trim() !== text) return;
    this.box.value = "";
    this.enclosed.clear();
  }

  suggest() {
    const { value, selectionStart, selectionEnd } = this.box;
    this.found = selectionStart === selectionEnd && document.activeElement === this.box ? suggestFor(value.slice(0, selectionStart), this.known()) : undefined;
    if (!this.found) return this.closeList();
    this.at = this.found.eager ? 0 : -1;
    this.list.replaceChildren(...this.found.choices.map((choice, index) => this.option(choice, index)));
    this.list.hidden = false;
    this.list.classList.toggle("below", this.element.getBoundingClientRect().top < 420);
    this.mark();
  }

  option(choice, index) {
    return el(
      "div",
      {
        class: "suggestion",
        role: "option",
        id: `${this.list.id}-${index}`,
        "data-testid": "suggestion",
        on: { pointerdown: (event) => event.preventDefault(), click: () => this.take(choice) },
      },
      choice.person && avatar(choice.person),
      el("span", { class: "suggestion-words" }, el("span", { class: "suggestion-title", text: choice.title }), el("span", { class: "suggestion-note", text: choice.note })),
    );
  }

  mark() {
    [...this.list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === this.at)));
    const marked = this.list.children[this.at];
    if (marked) {
      this.box.setAttribute("aria-activedescendant", marked.id);
      marked.scrollIntoView({ block: "nearest" });
    } else this.box.removeAttribute("aria-activedescendant");
  }

  take(choice) {
    const rest = this.box.value.slice(this.box.selectionStart);
    const before = this.box.value.slice(0, this.found.from) + choice.insert;
    this.box.value = before + rest;
    this.box.setSelectionRange(before.length, before.length);
    this.box.focus();
    this.changed();
  }

  closeList() {
    this.found = undefined;
    this.list.hidden = true;
    this.box.removeAttribute("aria-activedescendant");
  }

  pressed(event) {
    if (event.isComposing) return;
    if (this.found && this.steer(event)) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    }
  }

  steer(event) {
    const { choices } = this.found;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.at = (Math.max(this.at, step > 0 ? -1 : 0) + step + choices.length) % choices.length;
      this.mark();
    } else if (event.key === "Escape") this.closeList();
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && choices[this.at]) this.take(choices[this.at]);
    else return false;
    return true;
  }
}
