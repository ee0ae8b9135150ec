// A small menu that opens beside a button: overflow actions on cards, and what you can do with a message.

import { el } from "./dom.js";

/**
 * Open a menu. Arrow keys move, Enter chooses, Esc or a click elsewhere closes.
 * @param {HTMLElement} anchor the button it belongs to
 * @param {{label: string, run: () => void, disabled?: boolean}[]} items
 * @param {{label: string, testid: string}} names
 */
export function openMenu(anchor, items, { label, testid }) {
  const menu = el("div", { class: "menu", role: "menu", popover: "auto", "aria-label": label, "data-testid": testid });
  for (const item of items) {
    const choose = () => {
      menu.hidePopover();
      item.run();
    };
    menu.append(
      el("button", { type: "button", role: "menuitem", tabindex: "-1", class: "menu-item", disabled: item.disabled, text: item.label, on: { click: choose } }),
    );
  }
  // Inside a dialog everything else on the page is out of reach, so the menu must live in the dialog.
  (anchor.closest("dialog") ?? document.body).append(menu);
  anchor.setAttribute("aria-expanded", "true");
  menu.addEventListener("keydown", (event) => moveFocus(menu, event));
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    anchor.setAttribute("aria-expanded", "false");
    menu.remove();
  });
  menu.showPopover();
  placeBeside(menu, anchor);
  menu.querySelector("button:not(:disabled)")?.focus();
}

function moveFocus(menu, event) {
  const items = [...menu.querySelectorAll("button:not(:disabled)")];
  const here = items.indexOf(document.activeElement);
  const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === "Tab") menu.hidePopover();
  if (next === undefined || !items.length) return;
  event.preventDefault();
  items[(next + items.length) % items.length].focus();
}

/** Put a popover below its button, or above where there is no room, and keep it on the screen. */
export function placeBeside(panel, anchor) {
  const button = anchor.getBoundingClientRect();
  const { width, height } = panel.getBoundingClientRect();
  const below = button.bottom + 4;
  const top = below + height > window.innerHeight - 8 ? Math.max(8, button.top - height - 4) : below;
  const left = button.left + width > window.innerWidth - 8 ? button.right - width : button.left;
  panel.style.top = `${top}px`;
  panel.style.left = `${Math.max(8, left)}px`;
}
