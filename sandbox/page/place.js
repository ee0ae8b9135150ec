// The middle of the page: a channel with its threads and its files, or the 1:1 chat with Canopy.

import { Composer } from "./composer.js";
import { readAddress, remember } from "./address.js";
import { el, icon } from "./dom.js";
import { LibraryView } from "./library.js";
import { MessageView } from "./message.js";
import { Tabs } from "./tabs.js";

const FIRST_REPLIES = 2; // Canopy's card is among them
const LAST_REPLIES = 20;
const NEAR_THE_END = 160;

/** One place on the screen. `desk` is what the page offers; see main.js. */
export class PlaceView {
  constructor(place, desk) {
    this.place = place;
    this.desk = desk;
    this.messages = new Map();
    this.threads = new Map();
    this.folded = new Set();
    this.list = el("div", { class: "threads" });
    this.blank = el("div", { class: "blank", "data-testid": "empty" });
    this.news = el("button", { type: "button", class: "news", hidden: true, "data-testid": "new-messages", on: { click: () => this.toEnd("smooth") } }, icon("down"), "New messages");
    this.typing = el("p", { class: "typing", role: "status", "data-testid": "typing" });
    this.scroller = el("div", { class: "scroller", tabindex: "-1", on: { scroll: () => this.seen() } }, el("div", { class: "column" }, this.blank, this.list));
    this.composer = this.mainComposer();
    this.posts = el("div", { class: "place-panel" }, this.scroller, el("div", { class: "place-foot" }, this.news, el("div", { class: "column" }, this.typing, this.composer.element)));
    this.library = place.kind === "channel" ? new LibraryView(place, desk) : undefined;
    this.tabs = this.library && new Tabs([{ id: "posts", title: "Posts", panel: this.posts }, { id: "files", title: "Files", panel: this.library.element }], (id) => this.turnTo(id));
    this.element = el(
      "main",
      { class: `place place-${place.kind}`, "data-testid": "place", "data-place": place.slug },
      el("header", { class: "place-head" }, el("h1", { class: "place-name" }, icon(place.kind === "chat" ? "chat" : "hash"), place.name), el("p", { class: "place-note", text: this.note() }), this.tabs?.element),
      this.posts,
      this.library?.element,
    );
    this.fill();
    this.showTab(readAddress().tab);
    // Banners, a growing box and a phone's keyboard change the room; who was at the end stays there.
    new ResizeObserver(() => this.stay && this.toEnd()).observe(this.scroller);
  }

  /** Go to another tab; the Back button returns to the one before. */
  turnTo(id) {
    remember({ tab: id }, { step: true });
    this.showTab(id);
  }

  showTab(id) {
    this.tabs?.show(id);
    this.refreshFiles();
    if (this.stay) this.toEnd();
  }

  /** Draw the files anew, where they are shown. */
  refreshFiles() {
    if (this.library && !this.library.element.hidden) this.library.refresh();
  }

  /** Go to the box one starts a post in. */
  write() {
    if (this.posts.hidden) this.turnTo("posts");
    this.composer.box.focus({ preventScroll: true });
  }

  note() {
    return this.place.kind === "chat" ? "Only you and Canopy read this." : this.desk.world.team.name;
  }

  mainComposer() {
    const chat = this.place.kind === "chat";
    const where = chat ? "chat" : `channel:${this.place.id}`;
    return new Composer({
      kind: chat ? "chat" : "post",
      label: chat ? "Write to Canopy" : `Start a post in ${this.place.name}`,
      placeholder: chat ? "Write to Canopy" : "Start a post. Type @ for Canopy",
      known: () => this.desk.known({ direct: chat }),
      ...this.writing(where),
    });
  }

  /** What every box of this place does. */
  writing(where) {
    return { send: (text, enclosed) => this.say(where, text, enclosed), upload: (file) => this.desk.upload(file), apps: this.desk.appsAt(where) };
  }

  async say(where, text, enclosed) {
    this.mine = true;
    return this.desk.say(where, text, enclosed);
  }

  fill() {
    const { world } = this.desk;
    if (this.place.kind === "chat") world.chat.forEach((message) => this.list.append(this.view(message).element));
    else world.threadsOf(this.place).forEach((thread) => this.list.append(this.thread(thread)));
    this.drawBlank();
  }

  view(message) {
    const view = new MessageView(message, this.desk);
    this.messages.set(message.id, view);
    return view;
  }

  thread({ root, replies }) {
    const list = el("div", { class: "replies", "data-testid": "replies" });
    const where = `thread:${this.place.id}:${root.id}`;
    const composer = new Composer({
      kind: "reply",
      label: "Reply",
      placeholder: "Reply",
      known: () => this.desk.known({ direct: false }),
      ...this.writing(where),
    });
    const folded = replies.slice(FIRST_REPLIES, Math.max(FIRST_REPLIES, replies.length - LAST_REPLIES));
    replies.slice(0, FIRST_REPLIES).forEach((reply) => list.append(this.view(reply).element));
    if (folded.length) list.append(this.fold(folded.map((reply) => reply.id)));
    replies.slice(FIRST_REPLIES + folded.length).forEach((reply) => list.append(this.view(reply).element));
    this.threads.set(root.id, { list, composer });
    return el("section", { class: "thread", "data-testid": "thread", "data-thread-id": root.id, role: "group", "aria-label": `Thread of ${this.desk.world.person(root.from).name}` }, this.view(root).element, list, composer.element);
  }

  /** A fold over the middle of a long thread. */
  fold(ids) {
    ids.forEach((id) => this.folded.add(id));
    const unfold = (event) => {
      ids.forEach((id) => this.folded.delete(id));
      const replies = this.desk.world.messagesIn(this.place).filter((message) => ids.includes(message.id));
      event.currentTarget.replaceWith(...replies.map((reply) => this.view(reply).element));
    };
    return el("button", { type: "button", class: "link", "data-testid": "earlier-replies", text: `Show ${ids.length} earlier ${ids.length === 1 ? "reply" : "replies"}`, on: { click: unfold } });
  }

  drawBlank() {
    const empty = !this.list.childElementCount;
    this.blank.hidden = !empty;
    if (!empty || this.blank.childElementCount) return;
    const chat = this.place.kind === "chat";
    const start = () => {
      this.composer.start(chat ? "help" : "@Canopy ");
      if (chat) this.composer.submit();
    };
    this.blank.append(
      el("h2", { text: chat ? "Write to Canopy" : "Write @Canopy and a question to begin" }),
      el("p", { text: chat ? "Say “help” and it tells you what it can do for you." : "Your colleagues see it here. Open another tab as somebody else and answer it." }),
      el("button", { type: "button", class: "button primary", text: chat ? "Ask for help" : "Start with @Canopy", "data-testid": "begin", on: { click: start } }),
    );
  }

  /**
   * A message came or changed.
   * @param {any} message
   * @param {string|null} root the id of the message that opened its thread, null in a chat
   * @param {{edited?: boolean}} how `edited`: Canopy has sent the message anew, and what was typed into its card is lost, as in Teams
   */
  show(message, root, { edited = false } = {}) {
    const known = this.messages.get(message.id);
    if (known) known.update(message, { edited });
    if (known || this.folded.has(message.id)) return;
    const atEnd = this.isAtEnd();
    this.add(message, root);
    this.drawBlank();
    this.follow(message, root, atEnd);
  }

  redrawCards() {
    this.messages.forEach((view) => view.redrawCards());
  }

  add(message, root) {
    if (root === null) this.list.append(this.view(message).element);
    else if (root === message.id) this.list.append(this.thread({ root: message, replies: [] }));
    else this.threads.get(root)?.list.append(this.view(message).element);
  }

  /** Go along with what is new when the reader is at the end or wrote it; otherwise only say so. */
  follow(message, root, atEnd) {
    const writing = this.threads.get(root)?.composer.element;
    if (writing?.contains(document.activeElement)) writing.scrollIntoView({ block: "nearest" });
    else if (atEnd || this.isMyPost(message, root)) this.toEnd();
    else this.news.hidden = this.isInSight(this.messages.get(message.id)?.element);
  }

  /** Whether this is the post or line that was just written here. */
  isMyPost(message, root) {
    const mine = this.mine && this.desk.world.isMine(message);
    if (mine) this.mine = false;
    return mine && (root === null || root === message.id);
  }

  isInSight(element) {
    if (!element) return true;
    const box = element.getBoundingClientRect();
    const frame = this.scroller.getBoundingClientRect();
    return box.top < frame.bottom && box.bottom > frame.top;
  }

  isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_THE_END;
  }

  toEnd(behavior = "instant") {
    this.stay = true;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior });
    this.news.hidden = true;
  }

  seen() {
    this.stay = this.isAtEnd();
    if (this.stay) this.news.hidden = true;
  }

  /** Say for a moment that Canopy is writing. */
  showTyping() {
    clearTimeout(this.typingTimer);
    this.typing.textContent = "Canopy is typing …";
    this.typingTimer = setTimeout(() => this.hideTyping(), 5000);
  }

  hideTyping() {
    this.typing.textContent = "";
  }
}
