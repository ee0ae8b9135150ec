// The bar above the pretend Teams: who you are, how it looks, and what may go wrong.

import { addressWith, readAddress, remember } from "./address.js";
import { clockButton } from "./clock-panel.js";
import { avatar, el, icon, leaf } from "./dom.js";
import { faultsButton } from "./faults-panel.js";
import { placeBeside } from "./menu.js";

/** Fill the bar. `redraw` is called when the page's width or theme changed. */
export function fillBar(world, service, { redraw }) {
  document.getElementById("bar").replaceChildren(
    el("a", { class: "brand", href: addressWith({}) }, leaf(), el("span", { class: "brand-name", text: "Canopy sandbox" }), el("span", { class: "brand-note", text: "A pretend Teams. Nothing leaves this computer." })),
    el("span", { class: "gap" }),
    clockButton(service, world) ?? "",
    faultsButton(service, world),
    toggle({ setting: "charts", on: "text", off: "drawn", testid: "charts-toggle", label: "Charts as words", shape: "bars", redraw }),
    toggle({ setting: "width", on: "phone", off: "full", testid: "width-toggle", label: "Phone width", shape: "phone", redraw }),
    toggle({ setting: "theme", on: "dark", off: "light", testid: "theme-toggle", label: "Dark", shape: "moon", redraw }),
    memberSwitch(world),
  );
}

function toggle({ setting, on, off, testid, label, shape, redraw }) {
  const isOn = () => readAddress()[setting] === on;
  const press = (event) => {
    remember({ [setting]: isOn() ? off : on });
    event.currentTarget.setAttribute("aria-pressed", String(isOn()));
    redraw();
  };
  return el("button", { type: "button", class: "bar-button", "aria-pressed": String(isOn()), "aria-label": label, title: label, "data-testid": testid, on: { click: press } }, icon(shape), el("span", { class: "bar-words", text: label }));
}

function memberSwitch(world) {
  const panel = el("div", { class: "menu members", id: "member-list", popover: "auto", "data-testid": "member-list" }, el("p", { class: "members-note", text: "Be somebody else. Ctrl+click opens another tab." }), ...world.members.filter((member) => !member.crowd).map((member) => memberLink(member, world)));
  const button = el(
    "button",
    { type: "button", class: "bar-button me", popovertarget: "member-list", "data-testid": "member-switch", "data-member": world.me.key },
    avatar(world.me),
    el("span", { class: "me-words" }, el("span", { class: "me-label", text: "You are " }), el("span", { class: "me-name", text: world.me.name }), el("span", { class: "unseen", text: ". Be somebody else" })),
    icon("chevron"),
  );
  panel.addEventListener("toggle", (event) => {
    if (event.newState === "open") placeBeside(panel, button);
  });
  return el("div", { class: "member-switch" }, button, panel);
}

function memberLink(member, world) {
  const here = member.key === world.me.key;
  const link = el(
    "a",
    { class: "member", "aria-current": here ? "true" : undefined, "data-testid": "member-option", "data-member": member.key },
    avatar(member),
    el("span", { class: "member-words" }, el("span", { class: "member-name", text: member.name }), el("span", { class: "member-role", text: roleOf(member) })),
  );
  const away = el("a", { class: "quiet new-tab", target: "_blank", rel: "noopener", "aria-label": `Open a new tab as ${member.name}`, title: "Open in a new tab", "data-testid": "member-new-tab", "data-member": member.key }, icon("newTab"));
  // The place and the look may have changed since the list was drawn, so the links are made when they are used.
  for (const each of [link, away]) {
    const aim = () => (each.href = addressWith({ m: member.key }));
    aim();
    ["pointerdown", "focus"].forEach((moment) => each.addEventListener(moment, aim));
  }
  return el("div", { class: "member-row" }, link, away);
}

function roleOf(member) {
  if (member.here === false) return "Has left the team";
  return member.guest ? `${member.role} (guest)` : member.role;
}

/** Give the tab a name and a picture, so that six tabs can be told apart. */
export function dressTab(world) {
  document.title = `${world.me.name} – Canopy sandbox`;
  const [colour, letters] = [world.me.colour ?? "#1f4d3a", world.me.initials ?? ""];
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="16" fill="${colour}"/><text x="16" y="21" font-family="sans-serif" font-size="14" font-weight="600" fill="white" text-anchor="middle">${letters}</text></svg>`;
  document.getElementById("tab-icon").href = `data:image/svg+xml,${encodeURIComponent(drawing)}`;
}
