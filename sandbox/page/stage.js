// The page around the pretend Teams: its look, what screen readers hear, and what to show when there is nothing to show.

import { readAddress } from "./address.js";
import { el } from "./dom.js";

/** Put the theme and the width from the address onto the page. */
export function dressPage() {
  const { theme, width } = readAddress();
  document.documentElement.dataset.theme = theme;
  document.documentElement.dataset.width = width;
}

/** Let a screen reader say it, also when it is the same sentence as before. */
export function announce(text) {
  const region = document.getElementById("announce");
  region.textContent = "";
  setTimeout(() => (region.textContent = text), 50);
}

/** What to show instead of the page when there is no state to show. */
export function cannotShow(sentence) {
  const again = el("button", { type: "button", class: "button primary", text: "Try again", on: { click: () => window.location.reload() } });
  const words = el("div", { class: "blank", role: "alert", "data-testid": "no-service" }, el("h1", { text: "This page cannot be shown" }), el("p", { text: sentence }), again, el("a", { href: "/", text: "Start from the beginning" }));
  document.getElementById("app").replaceChildren(el("div", { class: "middle-of-page" }, words));
}
