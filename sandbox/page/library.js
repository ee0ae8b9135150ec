// The Files tab of a channel: what lies in its SharePoint library, and what a person does there by hand.

import { el, icon, when } from "./dom.js";
import { openLink, sizeOf } from "./files.js";
import { openMenu } from "./menu.js";

/**
 * The files of one channel. `desk` is what the page offers: {library, addFile, renameFile, removeFile}.
 */
export class LibraryView {
  constructor(place, desk) {
    this.place = place;
    this.desk = desk;
    this.picker = el("input", { type: "file", multiple: true, hidden: true, tabindex: "-1", "data-testid": "library-input", on: { change: () => this.picked() } });
    this.add = el("button", { type: "button", class: "button", "data-testid": "library-add", on: { click: () => this.picker.click() } }, icon("upload"), "Upload");
    this.note = el("p", { class: "hint", role: "status", "data-testid": "library-note" });
    this.list = el("ul", { class: "shelf", "aria-label": `Files of ${place.name}`, "data-testid": "library-files" });
    this.element = el("div", { class: "library", "data-testid": "library" }, el("div", { class: "column" }, el("div", { class: "library-tools" }, this.note, this.add, this.picker), this.list));
  }

  /** Fetch what there is and draw it. */
  async refresh() {
    const asked = (this.asked = {});
    const library = await this.desk.library(this.place);
    const renames = this.list.querySelector("input") !== null;
    if (!library || renames || asked !== this.asked) return;
    const many = library.files.length;
    this.note.textContent = many ? `${many} ${many === 1 ? "file" : "files"}` : "Nothing here yet. Upload a file, or share one in a post.";
    this.list.replaceChildren(...library.files.map((file) => this.row(file)));
  }

  async picked() {
    const files = [...this.picker.files];
    this.picker.value = "";
    for (const file of files) await this.desk.addFile(this.place, file);
    this.add.focus();
  }

  row(file) {
    const more = el("button", { type: "button", class: "quiet", "aria-label": `More for ${file.name}`, title: "More", "aria-haspopup": "menu", "data-testid": "library-more", on: { click: (event) => this.menu(event.currentTarget, file) } }, icon("more"));
    return el(
      "li",
      { class: "shelved", "data-testid": "library-file", "data-name": file.name },
      icon("file"),
      el(
        "div",
        { class: "shelved-words" },
        openLink(file, { class: "file-name", testid: "library-link" }),
        el("p", { class: "shelved-facts hint" }, el("span", { text: file.by }), when(file.at), el("span", { text: sizeOf(file.size) }), file.hidden && el("span", { class: "tag", text: "Checked out" })),
        columnsOf(file),
      ),
      more,
    );
  }

  menu(anchor, file) {
    const items = [
      { label: "Rename", run: () => this.rename(anchor.closest("li"), file) },
      { label: "Delete", run: () => this.desk.removeFile(this.place, file).then(() => this.add.focus()) },
    ];
    openMenu(anchor, items, { label: file.name, testid: "library-menu" });
  }

  rename(row, file) {
    const link = row.querySelector(".file-name");
    const box = el("input", { class: "rename-box", type: "text", value: file.name, "aria-label": `New name of ${file.name}`, "data-testid": "rename-box" });
    const done = () => {
      box.replaceWith(link);
      row.querySelector("button").focus();
      this.refresh();
    };
    const save = async () => {
      const name = box.value.trim();
      if (name && name !== file.name) await this.desk.renameFile(this.place, file, name);
      done();
    };
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") done();
      else if (event.key === "Enter" && !event.isComposing) save();
    });
    link.replaceWith(box);
    box.focus();
    box.setSelectionRange(0, Math.max(file.name.lastIndexOf("."), 0) || file.name.length);
  }
}

/** The columns that are filled in, by the names the library shows. */
function columnsOf(file) {
  const filled = Object.entries(file.columns);
  if (!filled.length) return null;
  return el("dl", { class: "columns", "data-testid": "library-columns" }, ...filled.map(([name, value]) => el("div", {}, el("dt", { text: name }), el("dd", { text: value }))));
}
