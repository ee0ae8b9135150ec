// A card on the page: drawn by Microsoft's renderer, its buttons handed on to whoever shows it.

import { readAddress } from "./address.js";
import { SearchChoiceSet, teachChoices } from "./choice-search.js";
import { teachText } from "./card-text.js";
import { teachCharts } from "./charts.js";
import { el, openOutside } from "./dom.js";
import { HOST_CONFIG } from "./host-config.js";
import { openMenu } from "./menu.js";
import { keepToWidth } from "./target-width.js";
import { toast } from "./toast.js";

const { AdaptiveCards } = window;

/** A number that may be left out. The renderer takes an empty box with a least or most value for a mistake. */
class OptionalNumber extends AdaptiveCards.NumberInput {
  isValid() {
    return this.isSet() ? super.isValid() : !this.isRequired;
  }
}

function teach() {
  const settings = AdaptiveCards.GlobalSettings;
  settings.useAdvancedTextBlockTruncation = false;
  settings.allowMoreThanMaxActionsInOverflowMenu = true;
  settings.setTabIndexAtCardRoot = false;
  teachText();
  teachChoices();
  AdaptiveCards.GlobalRegistry.elements.register("Input.Number", OptionalNumber);
  return teachCharts();
}
const WITHOUT_CHARTS = teach();

/** The card itself, whether it came bare or as an attachment. */
const unwrapped = (card) => (card?.contentType && card.content ? card.content : card);

/**
 * One card.
 * `run(action, inputs)` is called with the button's JSON and the filled-in values; until its promise settles the card is busy.
 * `find(dataset, query)` answers a choice set that searches.
 * `charts` "text" shows what clients show that know no charts.
 */
export class CardView {
  constructor(source, { run, find, charts = readAddress().charts }) {
    this.source = unwrapped(source);
    this.run = run;
    this.find = find;
    this.charts = charts;
    this.sources = new Map();
    this.rules = [];
    this.busy = 0;
    this.element = el("div", { class: "card", "data-testid": "card" });
    if (this.source?.msteams?.width === "Full") this.element.classList.add("card-wide");
    this.draw();
  }

  draw() {
    try {
      this.card = new AdaptiveCards.AdaptiveCard();
      this.card.hostConfig = new AdaptiveCards.HostConfig(HOST_CONFIG);
      this.card.cardSource = this.source;
      this.card.onExecuteAction = (action) => this.pressed(action);
      this.card.onAnchorClicked = (_element, anchor) => follow(anchor.getAttribute("href"));
      this.card.onDisplayOverflowActionMenu = (actions, button) => this.overflow(actions, button);
      this.card.parse(this.source, this.reader());
      const drawn = this.card.render();
      // The renderer leaves a click handler on the document for each card it ever drew; this page needs none of them.
      document.onclick = null;
      this.element.replaceChildren(drawn ?? el("p", { class: "card-broken", text: "This card is empty." }));
      keepToWidth(this.element, this.rules);
    } catch (error) {
      this.element.replaceChildren(el("p", { class: "card-broken", text: `This card could not be shown: ${error.message}` }));
    }
  }

  reader() {
    const context = new AdaptiveCards.SerializationContext();
    if (this.charts === "text") context.setElementRegistry(WITHOUT_CHARTS);
    context.onParseAction = (action, source) => this.sources.set(action, chosenOf(action, source));
    context.onParseElement = (element, source) => {
      if (typeof source.targetWidth === "string") this.rules.push([element, source.targetWidth]);
      if (element instanceof SearchChoiceSet) element.find = (dataset, query) => this.find(dataset, query);
    };
    return context;
  }

  overflow(actions, button) {
    const items = actions.map((action) => ({ label: action.title ?? "", disabled: !action.isEnabled, run: () => action.execute() }));
    openMenu(button, items, { label: "More actions", testid: "overflow-menu" });
    return true;
  }

  pressed(action) {
    if (action instanceof AdaptiveCards.OpenUrlAction) follow(action.url);
    else if (action instanceof AdaptiveCards.SubmitActionBase && !this.busy) {
      this.lastTitle = action.title;
      this.hold(this.run(this.sources.get(action), valuesOf(action)), action.renderedElement ?? this.overflowButton());
    }
  }

  overflowButton() {
    return this.element.querySelector(".ac-actionSet > button[aria-expanded]:last-child");
  }

  /** Keep the card still until a promise settles; `button` shows that it works. */
  async hold(promise, button = this.buttonCalled(this.lastTitle)) {
    this.busy += 1;
    const stilled = [...this.element.querySelectorAll("button:not(:disabled)")];
    const marked = button ? [button, this.element] : [this.element];
    stilled.forEach((each) => (each.disabled = true));
    marked.forEach((each) => each.setAttribute("aria-busy", "true"));
    try {
      await promise;
    } finally {
      this.busy -= 1;
      stilled.forEach((each) => (each.disabled = false));
      marked.forEach((each) => each.removeAttribute("aria-busy"));
      if (document.activeElement === document.body) button?.focus({ preventScroll: true });
    }
  }

  buttonCalled(title) {
    return title ? [...this.element.querySelectorAll("button")].find((button) => button.getAttribute("aria-label") === title) : undefined;
  }

  /** The title of the button that was pressed or has the focus, so that a redrawn card can give the focus back. */
  focusMark() {
    const here = document.activeElement;
    if (this.busy) return this.lastTitle;
    return this.element.contains(here) && here instanceof HTMLButtonElement ? here.getAttribute("aria-label") : undefined;
  }

  focusFirstInput() {
    const input = this.card?.getAllInputs?.()[0];
    input?.focus();
    return Boolean(input);
  }
}

/** Open an address of a card, or say that we do not; true because nobody else needs to. */
function follow(address) {
  if (!openOutside(address)) toast("This address is not one the page opens.", "error");
  return true;
}

/** The JSON a button was really built from: its own, or the fallback that took its place. */
function chosenOf(action, source) {
  let chosen = source;
  while (chosen.type !== action.getJsonTypeName() && chosen.fallback && typeof chosen.fallback === "object") chosen = chosen.fallback;
  return chosen;
}

/** What the inputs hold, as strings, by id; what was left empty is left out. */
function valuesOf(action) {
  const filled = Object.values(action.getReferencedInputs()).filter((input) => input.id && input.isSet());
  return Object.fromEntries(filled.map((input) => [input.id, String(input.value)]));
}
