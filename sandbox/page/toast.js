// Short sentences that come and go: what Canopy answered to the person who pressed, and what went wrong.

import { el, icon } from "./dom.js";

const STAYS = { message: 8000, error: 14000 };
const MOST = 4;

/**
 * Show a sentence for at least eight seconds; it waits while somebody reads it with pointer or focus.
 * @param {string} text
 * @param {"message"|"error"} kind
 */
export function toast(text, kind = "message") {
  const words = el("p", { class: "toast-text" });
  const note = el(
    "div",
    { class: `toast toast-${kind}`, role: "status", "data-testid": "toast", "data-kind": kind },
    words,
    el("button", { type: "button", class: "quiet", "aria-label": "Dismiss", "data-testid": "toast-dismiss", on: { click: () => note.remove() } }, icon("close")),
  );
  const shelf = document.getElementById("toasts");
  shelf.append(note);
  while (shelf.children.length > MOST) shelf.firstElementChild.remove();
  // Screen readers announce what changes inside a region they already know, so the words come a moment later.
  setTimeout(() => (words.textContent = text), 30);
  leaveAfter(note, STAYS[kind]);
}

function leaveAfter(note, milliseconds) {
  let timer;
  const start = () => {
    clearTimeout(timer);
    timer = setTimeout(() => note.remove(), milliseconds);
  };
  const hold = () => clearTimeout(timer);
  note.addEventListener("pointerenter", hold);
  note.addEventListener("pointerleave", start);
  note.addEventListener("focusin", hold);
  note.addEventListener("focusout", start);
  start();
}
