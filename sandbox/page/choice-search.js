// A choice set you can type in, as Teams has for `style: "filtered"` and for `choices.data`.
// The renderer's own keeps what is shown where Teams sends what is meant, and takes no more than one choice, so this page has its own.

import { el, icon } from "./dom.js";

const { AdaptiveCards } = window;
const WAIT = 200;
let unique = 0;

export class SearchChoiceSet extends AdaptiveCards.ChoiceSetInput {
  /** Filled by the card view: (dataset, query) → [{title, value}]. */
  find = async () => [];

  internalParse(source, context) {
    super.internalParse(source, context);
    const query = source["choices.data"];
    this.dataset = query?.type === "Data.Query" && query.dataset ? String(query.dataset) : "";
  }

  get searches() {
    return this.dataset !== "" || (this.style === "filtered" && !this.isMultiSelect);
  }

  internalRender() {
    if (!this.searches) return super.internalRender();
    this.known = new Map(this.choices.map((choice) => [String(choice.value), choice.title ?? String(choice.value)]));
    this.chosen = (this.defaultValue ?? "").split(this.isMultiSelect ? "," : "\n").filter(Boolean);
    this.list = el("div", { class: "choices", role: "listbox", id: `choices-${(unique += 1)}`, hidden: true, "aria-label": "Choices", "data-testid": "choice-list" });
    this.picks = el("div", { class: "picks", "data-testid": "choice-picks" });
    this.box = el("input", {
      type: "text",
      class: "ac-input ac-textInput choice-box",
      role: "combobox",
      autocomplete: "off",
      placeholder: this.placeholder,
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
      on: {
        input: () => this.typed(),
        click: () => this.typed(),
        blur: () => this.left(),
        keydown: (event) => this.pressed(event),
      },
    });
    if (!this.isMultiSelect && this.chosen.length) this.box.value = this.known.get(this.chosen[0]) ?? this.chosen[0];
    this.drawPicks();
    return el("div", { class: "choice-search" }, this.picks, this.box, this.list);
  }

  overrideInternalRender() {
    const whole = super.overrideInternalRender();
    if (this.box) {
      // The label belongs to the box, not to what surrounds it.
      const id = this.renderedInputControlElement.id;
      this.renderedInputControlElement.removeAttribute("id");
      this.box.id = id;
    }
    return whole;
  }

  updateInputControlAriaLabelledBy() {
    super.updateInputControlAriaLabelledBy();
    const holder = this.renderedInputControlElement;
    const labels = holder?.getAttribute("aria-labelledby");
    if (this.box && labels) {
      this.box.setAttribute("aria-labelledby", labels);
      holder.removeAttribute("aria-labelledby");
    }
  }

  typed() {
    clearTimeout(this.timer);
    if (!this.isMultiSelect && this.known.get(this.chosen[0]) !== this.box.value) this.setChosen([]);
    this.offer(this.matching());
    if (this.dataset) this.timer = setTimeout(() => this.ask(this.box.value.trim()), WAIT);
  }

  matching() {
    const typed = this.box.value.trim().toLowerCase();
    const all = typed && this.known.get(this.chosen[0]) !== this.box.value;
    return this.choices
      .map((choice) => ({ value: String(choice.value), title: choice.title ?? "" }))
      .filter((choice) => !all || choice.title.toLowerCase().includes(typed));
  }

  async ask(query) {
    const found = await this.find(this.dataset, query).catch(() => []);
    if (query !== this.box.value.trim()) return;
    const fixed = this.matching();
    const seen = new Set(fixed.map((choice) => choice.value));
    this.offer([...fixed, ...found.filter((choice) => !seen.has(choice.value))]);
    if (document.activeElement !== this.box) this.left();
  }

  offer(choices) {
    this.offered = choices;
    if (document.activeElement !== this.box) return;
    const open = choices.filter((choice) => !this.isMultiSelect || !this.chosen.includes(choice.value));
    this.list.replaceChildren(...open.map((choice) => this.option(choice)));
    if (!open.length) this.list.append(el("div", { class: "choice-none", text: this.dataset ? "Nobody and nothing found yet. Keep typing." : "Nothing matches." }));
    this.list.hidden = false;
    this.box.setAttribute("aria-expanded", "true");
    this.box.removeAttribute("aria-activedescendant");
  }

  option(choice) {
    return el("div", {
      class: "choice",
      role: "option",
      id: `choice-${(unique += 1)}`,
      "data-testid": "choice",
      "data-value": choice.value,
      text: choice.title,
      on: {
        pointerdown: (event) => event.preventDefault(), // keeps the focus in the box
        click: () => this.pick(choice),
      },
    });
  }

  pressed(event) {
    const options = [...this.list.querySelectorAll(".choice")];
    const here = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "Backspace" && !this.box.value && this.isMultiSelect) this.setChosen(this.chosen.slice(0, -1));
    if (this.list.hidden && event.key === "ArrowDown") return this.typed();
    if (this.list.hidden || !this.steer(event.key, options, here)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Move in the open list, choose from it or close it; true where the key meant one of these. */
  steer(key, options, here) {
    if (key === "ArrowDown") this.mark(options, here + 1);
    else if (key === "ArrowUp") this.mark(options, Math.max(here, 0) - 1);
    else if (key === "Escape") this.close();
    else if (key === "Enter" && options[here]) options[here].click();
    else return false;
    return true;
  }

  mark(options, index) {
    const next = options.at(index % options.length);
    if (!next) return;
    options.forEach((option) => option.setAttribute("aria-selected", String(option === next)));
    this.box.setAttribute("aria-activedescendant", next.id);
    next.scrollIntoView({ block: "nearest" });
  }

  pick(choice) {
    this.known.set(choice.value, choice.title);
    this.box.value = this.isMultiSelect ? "" : choice.title;
    this.setChosen(this.isMultiSelect ? [...this.chosen, choice.value] : [choice.value]);
    this.close();
  }

  left() {
    // Words that name exactly one choice count as that choice, as when somebody types a whole name.
    const typed = this.box.value.trim().toLowerCase();
    const same = (this.offered ?? []).filter((choice) => choice.title.toLowerCase() === typed);
    if (typed && same.length === 1 && !this.chosen.includes(same[0].value)) this.pick(same[0]);
    this.hide();
  }

  close() {
    clearTimeout(this.timer);
    this.hide();
  }

  hide() {
    this.list.hidden = true;
    this.list.replaceChildren();
    this.box.setAttribute("aria-expanded", "false");
    this.box.removeAttribute("aria-activedescendant");
  }

  setChosen(values) {
    this.chosen = values;
    this.drawPicks();
    this.valueChanged();
  }

  drawPicks() {
    if (!this.isMultiSelect) return;
    this.picks.replaceChildren(
      ...this.chosen.map((value) => {
        const title = this.known.get(value) ?? value;
        const drop = () => this.setChosen(this.chosen.filter((other) => other !== value));
        return el("button", { type: "button", class: "pick", "aria-label": `Remove ${title}`, on: { click: drop } }, title, icon("close"));
      }),
    );
  }

  focus() {
    if (this.box) this.box.focus();
    else super.focus();
  }

  isValid() {
    return this.searches ? this.chosen.length > 0 || !this.box?.value.trim() : super.isValid();
  }

  isSet() {
    return this.searches ? this.chosen.length > 0 : super.isSet();
  }

  get value() {
    if (!this.searches) return super.value;
    return this.chosen?.length ? this.chosen.join(",") : undefined;
  }
}

/** Teach the renderer this choice set. Once, before the first card. */
export function teachChoices() {
  AdaptiveCards.GlobalRegistry.elements.register("Input.ChoiceSet", SearchChoiceSet);
}
