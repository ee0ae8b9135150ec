// `targetWidth`: elements a card wants only where it is wide or narrow enough, as Teams decides it.

const BANDS = ["verynarrow", "narrow", "standard", "wide"];
const UP_TO = [164, 350, 768];

function bandOf(width) {
  const band = UP_TO.findIndex((most) => width <= most);
  return band < 0 ? BANDS.length - 1 : band;
}

/** Whether an element with this rule ("narrow", "atLeast:standard", "atMost:narrow") is shown at a width in pixels. */
export function fits(rule, width) {
  const [how, name] = rule.includes(":") ? rule.split(":") : ["is", rule];
  const wanted = BANDS.indexOf(name.toLowerCase());
  const band = bandOf(width);
  if (wanted < 0) return true;
  if (how.toLowerCase() === "atleast") return band >= wanted;
  if (how.toLowerCase() === "atmost") return band <= wanted;
  return band === wanted;
}

/**
 * Show and hide a card's elements as its width changes.
 * @param {HTMLElement} holder the card on the page
 * @param {[{renderedElement?: HTMLElement, separatorElement?: HTMLElement}, string][]} rules parsed elements and their `targetWidth`
 */
export function keepToWidth(holder, rules) {
  if (!rules.length) return;
  new ResizeObserver(([entry]) => {
    for (const [element, rule] of rules) {
      const away = !fits(rule, entry.contentRect.width);
      element.renderedElement?.classList.toggle("not-at-this-width", away);
      element.separatorElement?.classList.toggle("not-at-this-width", away);
    }
  }).observe(holder);
}
