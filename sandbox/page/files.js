// Files in the chat: those Canopy offers, and those it has put into one's own OneDrive.

import { el, icon } from "./dom.js";

const ANSWERED = { accepted: "You accepted this file.", declined: "You declined this file." };

function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} ${bytes === 1 ? "byte" : "bytes"}`;
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/**
 * A file of a message: an offer with its two buttons, or a file to fetch.
 * @param {any} file as `/api/state` has it
 * @param {(accept: boolean) => Promise<unknown>} answer what to do when a button is pressed
 */
export function fileBox(file, answer) {
  return file.kind === "offer" ? offerBox(file, answer) : keptBox(file);
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
const isOwn = (url) => url.startsWith(`${window.location.origin}/drive/`);

function keptBox(file) {
  const name = isOwn(file.url) ? el("a", { class: "file-name", href: file.url, download: file.name, text: file.name }) : el("span", { class: "file-name", text: file.name });
  return el("section", { class: "file", "aria-label": `File: ${file.name}`, "data-testid": "file" }, icon("file"), el("div", { class: "file-words" }, name, el("span", { class: "hint", text: "In your OneDrive" })));
}
