// Building the page: elements, icons, and other people's text made safe. Nothing here ever sets innerHTML.

/**
 * Make an element.
 * @param {string} tag for example "button"
 * @param {Record<string, any>} attributes `class`, `text`, `on` ({click: handler}), or any attribute; false and undefined are left out
 * @param {...(Node|string|null|undefined|false)} children
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (isThere(value)) setPart(element, name, value);
  element.append(...children.filter(isThere));
  return element;
}

const isThere = (value) => value !== undefined && value !== null && value !== false;

function setPart(element, name, value) {
  if (name === "text") element.textContent = value;
  else if (name === "class") element.className = value;
  else if (name === "on") for (const [event, handler] of Object.entries(value)) element.addEventListener(event, handler);
  else element.setAttribute(name, value === true ? "" : value);
}

const SHAPES = {
  attach: "m19.5 11.5-7.8 7.8a4.6 4.6 0 0 1-6.5-6.5l8-8a3.1 3.1 0 0 1 4.4 4.4l-7.9 7.9a1.6 1.6 0 0 1-2.2-2.2l7.2-7.2",
  at: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zm4 4v1.5a2.5 2.5 0 0 0 5 0V12a9 9 0 1 0-4 7.5",
  bars: "M5 20v-6M12 20V4M19 20v-10",
  bolt: "M13 2 5 13h6l-1 9 8-12h-6z",
  apps: "M5 5h5v5H5zM14 5h5v5h-5zM5 14h5v5H5zM16.5 14v5M14 16.5h5",
  card: "M4 6h16v12H4zM7.5 10h9M7.5 14h5",
  chat: "M4 5h16v11H9l-5 4z",
  chevron: "m6 9 6 6 6-6",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2",
  close: "m6 6 12 12M18 6 6 18",
  down: "M12 4v15m-6-6 6 6 6-6",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7-10-7-10-7zm10-3a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  hash: "M9 4 7 20M17 4l-2 16M4 9h16M3.5 15h16",
  moon: "M20 14a8.5 8.5 0 0 1-10-10 8.5 8.5 0 1 0 10 10z",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  newTab: "M14 4h6v6M20 4l-9 9M18 14v5H5V6h5",
  phone: "M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zm3 15h2",
  send: "M4 4l17 8-17 8 3-8zM7 12h8",
  upload: "M12 16V4m-5 5 5-5 5 5M5 16v4h14v-4",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M5 19l1.4-1.4M17.6 6.4 19 5",
};

/**
 * A line drawing that follows the text colour.
 * @param {keyof typeof SHAPES} name
 */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/** Canopy's leaf, as the sandbox draws it. */
export function leaf() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 32 32");
  svg.setAttribute("class", "leaf");
  svg.setAttribute("aria-hidden", "true");
  for (const [kind, d] of [
    ["crown", "M16 4c7 0 12 4.5 12 10.5 0 3-2.4 5.5-5.5 5.5h-13C6.4 20 4 17.5 4 14.5 4 8.5 9 4 16 4z"],
    ["trunk", "M16 28V12m0 7 5-5m-5 8-5-5"],
  ]) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("class", kind);
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

/** A round picture with initials. `person` is {name, initials, colour} or {bot: true}. */
export function avatar(person) {
  if (person.bot) return el("span", { class: "avatar avatar-bot", "aria-hidden": "true" }, leaf());
  const round = el("span", { class: "avatar", "aria-hidden": "true", text: person.initials ?? person.name?.slice(0, 2) ?? "?" });
  if (person.colour) round.style.backgroundColor = person.colour;
  return round;
}

const KEPT = new Set(["B", "BLOCKQUOTE", "BR", "CODE", "EM", "I", "LI", "OL", "P", "PRE", "S", "STRONG", "UL"]);

/**
 * Copy marked-up message text, keeping plain formatting, mentions and web links and nothing else.
 * @param {string} html as the service sent it
 * @returns {DocumentFragment} new nodes, free of scripts, styles and attributes
 */
export function safeNodes(html) {
  const copy = document.createDocumentFragment();
  copyInto(copy, new DOMParser().parseFromString(html, "text/html").body);
  return copy;
}

function copyInto(target, source) {
  for (const node of source.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) target.append(node.textContent);
    else if (node.nodeType === Node.ELEMENT_NODE) copyElement(target, node);
  }
}

function copyElement(target, node) {
  if (["SCRIPT", "STYLE", "TEMPLATE"].includes(node.tagName)) return;
  let kept = target;
  if (node.tagName === "SPAN" && node.classList.contains("mention")) kept = el("span", { class: "mention" });
  else if (node.tagName === "A" && isWebLink(node.getAttribute("href"))) kept = el("a", { href: node.getAttribute("href"), ...OUTSIDE });
  else if (KEPT.has(node.tagName)) kept = document.createElement(node.tagName);
  copyInto(kept, node);
  if (kept !== target) target.append(kept);
}

const OUTSIDE = { target: "_blank", rel: "noopener noreferrer" };

/** Whether an address may be opened: the web and e-mail, nothing that runs in this page. */
export function isWebLink(address) {
  try {
    return ["http:", "https:", "mailto:"].includes(new URL(address ?? "").protocol);
  } catch {
    return false;
  }
}

/** Open an address in a new tab; false where it is not one we open. */
export function openOutside(address) {
  if (!isWebLink(address)) return false;
  window.open(address, "_blank", "noopener,noreferrer");
  return true;
}

const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const FULL = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "short" });

let ahead = 0;

/** The clock of the pretend Teams is so many milliseconds ahead of the real one. */
export function setAhead(milliseconds) {
  ahead = milliseconds;
}

/** What time it is here. */
export const here = () => new Date(Date.now() + ahead);

const CLOCK = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

/** A moment in a few words: "Sun, 22 Nov, 14:05". */
export const say = (moment) => CLOCK.format(moment);

/** A `<time>` as Teams writes it: "14:05", "Yesterday 14:05" or "3 Mar 14:05". */
export function when(iso) {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return el("span");
  const days = Math.round((here().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000);
  const day = days === 0 ? "" : days === 1 ? "Yesterday " : `${DAY.format(at)} `;
  return el("time", { datetime: iso, title: FULL.format(at), text: day + TIME.format(at) });
}
