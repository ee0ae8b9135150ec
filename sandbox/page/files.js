// Files of a message: those somebody attached, those Canopy offers, and those it has put into one's own OneDrive.

import { el, icon } from "./dom.js";

const ANSWERED = { accepted: "You accepted this file.", declined: "You declined this file." };

/** How big a file is, in a few words. */
export function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} ${bytes === 1 ? "byte" : "bytes"}`;
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/**
 * A file of a message: one that was attached, an offer with its two buttons, or a file to fetch.
 * @param {any} file as `/api/state` has it
 * @param {(accept: boolean) => Promise<unknown>} answer what to do when a button is pressed
 */
export function fileBox(file, answer) {
  if (file.kind === "offer") return offerBox(file, answer);
  return file.kind === "attached" ? attachedBox(file) : keptBox(file);
}

function offerBox(file, answer) {
  const buttons = ["Accept", "Decline"].map((title, index) =>
    el("button", { type: "button", class: index ? "button" : "button primary", text: title, "data-testid": index ? "file-decline" : "file-accept", on: { click: () => press(index === 0) } }),
  );
  const press = async (accept) => {
    buttons.forEach((button) => (button.disabled = true));
    await answer(accept);
    buttons.forEach((button) => (button.disabled = false));
  };
  const answered = ANSWERED[file.answered];
  return el(
    "section",
    { class: "file", "aria-label": `File: ${file.name}`, "data-testid": "file-offer" },
    icon("file"),
    el(
      "div",
      { class: "file-words" },
      el("span", { class: "file-name", text: file.name }),
      el("span", { class: "hint", text: sizeOf(file.size) }),
      file.about && el("p", { text: file.about }),
      answered ? el("p", { class: "hint", "data-testid": "file-answered", text: answered }) : el("div", { class: "row" }, ...buttons),
    ),
  );
}

/** Only files of this very page are fetched from it. */
const isOwn = (url) => ["/drive/", "/api/library/file"].some((path) => url.startsWith(`${window.location.origin}${path}`));

/** A file's name, as a link where the page can fetch it. `file.url` may be an address of this page without its host. */
export function openLink(file, { class: look, testid }) {
  const url = new URL(file.url || "about:blank", window.location.origin).href;
  return isOwn(url) ? el("a", { class: look, href: url, download: file.name, text: file.name, "data-testid": testid }) : el("span", { class: look, text: file.name, "data-testid": testid });
}

function attachedBox(file) {
  const words = el("div", { class: "file-words" }, openLink(file, { class: "file-name", testid: "attached-name" }), el("span", { class: "hint", text: file.note }));
  return el("section", { class: "file", "aria-label": `File: ${file.name}`, "data-testid": "attached-file" }, icon("file"), words);
}

function keptBox(file) {
  const name = openLink(file, { class: "file-name" });
  return el("section", { class: "file", "aria-label": `File: ${file.name}`, "data-testid": "file" }, icon("file"), el("div", { class: "file-words" }, name, el("span", { class: "hint", text: "In your OneDrive" })));
}
