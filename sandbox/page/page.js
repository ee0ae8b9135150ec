// The page: one member's view of the team. Fetches the state, listens for changes, and hands each part what it needs.

import { readAddress, remember } from "./address.js";
import { ServiceError, serviceFor } from "./api.js";
import { dressTab, fillBar } from "./bar.js";
import { Desk } from "./desk.js";
import { el } from "./dom.js";
import { listen } from "./live.js";
import { PlaceView } from "./place.js";
import { Rail } from "./rail.js";
import { announce, cannotShow, dressPage } from "./stage.js";
import { toast } from "./toast.js";
import { World } from "./world.js";

const FIRST_MEMBER = "amara";

class Page {
  constructor(world, service, { help, commands }) {
    this.world = world;
    this.desk = new Desk(world, service, help, commands);
    this.rail = new Rail(world, (place) => this.open(place, { step: true }));
    this.charts = readAddress().charts;
    this.waiting = el("p", { class: "notice", role: "status", "data-testid": "clock-moving", hidden: true, text: "Time passes: Canopy is being started again. What you press waits until it is back." });
    this.offline = el("p", { class: "offline", role: "status", "data-testid": "offline", hidden: true, text: "The sandbox does not answer. Trying again …" });
    this.notice = el("p", { class: "notice", "data-testid": "not-installed", hidden: true }, "Canopy is not in this team.", el("button", { type: "button", class: "link", text: "Add it", on: { click: () => this.desk.attempt(() => service.install()) } }));
    this.middle = el("div", { class: "middle" });
    const skip = el("button", { type: "button", class: "skip", text: "Skip to writing", on: { click: () => this.view.write() } });
    document.getElementById("app").replaceChildren(el("div", { class: "shell" }, skip, this.rail.element, el("div", { class: "right" }, this.offline, this.waiting, this.notice, this.middle)));
    this.drawBar();
    dressTab(world);
    this.open(world.placeCalled(readAddress().at));
    window.addEventListener("popstate", () => this.open(this.world.placeCalled(readAddress().at)));
    listen(world.me.key, {
      event: (event) => this.heard(event),
      up: (again) => this.online(again),
      down: () => (this.offline.hidden = false),
    });
  }

  /** The bar shows who is in the team, so it is drawn again when that changed. */
  drawBar() {
    const shown = JSON.stringify([this.world.members, this.world.clock.ahead, this.world.clock.movable]);
    if (shown !== this.barShows) fillBar(this.world, this.desk.service, { redraw: () => this.redraw() });
    this.barShows = shown;
  }

  /** The look has changed; how charts are shown is settled when a card is drawn. */
  redraw() {
    dressPage();
    const { charts } = readAddress();
    if (charts !== this.charts) this.view.redrawCards();
    this.charts = charts;
  }

  open(place, { step = false } = {}) {
    this.place = place;
    this.notice.hidden = this.world.installed || place.kind === "chat";
    remember({ m: this.world.me.key, at: place.slug, tab: step ? "posts" : readAddress().tab }, { step });
    dressPage();
    this.view = new PlaceView(place, this.desk);
    this.rail.unread.delete(place.id);
    this.rail.draw(this.world, place);
    this.middle.replaceChildren(this.view.element);
    this.view.toEnd();
    if (step) this.view.write();
  }

  online(again) {
    this.offline.hidden = true;
    if (again) this.refresh();
  }

  /** Fetch everything again; once more where something happened meanwhile. */
  async refresh() {
    this.again = true;
    if (this.refreshing) return;
    this.refreshing = true;
    while (this.again) {
      this.again = false;
      const state = await this.desk.attempt(() => this.desk.service.state());
      if (state && !this.again) this.takeState(state);
    }
    this.refreshing = false;
  }

  /** Take in a whole state, and change only what is different. */
  takeState(state) {
    this.world.take(state);
    this.waiting.hidden = !this.world.clock.moving;
    this.drawBar();
    const place = this.world.places.find((each) => each.id === this.place.id);
    const messages = place ? this.world.messagesIn(place) : [];
    const ids = new Set(messages.map((message) => message.id));
    const gone = !place || place.name !== this.place.name || [...this.view.messages.keys()].some((id) => !ids.has(id));
    if (gone) return this.open(place ?? this.world.placeCalled(""));
    this.rail.draw(this.world, place);
    this.notice.hidden = this.world.installed || place.kind === "chat";
    messages.forEach((message) => this.view.show(message, this.world.rootOf(message)));
    this.view.refreshFiles();
    return undefined;
  }

  heard(event) {
    const { type, message } = event;
    if (type === "state") this.refresh();
    else if (type === "files") this.view.refreshFiles();
    else if (type === "typing") this.heardTyping(event.place);
    else if (message) this.took(message, { edited: type === "edited" });
    if (type === "failed" && (!message || this.world.isMine(message))) toast(event.text ?? "Canopy did not answer. Is it running?", "error");
  }

  heardTyping(place) {
    if (place?.channel ? place.channel === this.place.id : this.place.kind === "chat") this.view.showTyping();
  }

  took(message, how) {
    if (this.refreshing) this.again = true;
    const kept = this.world.keep(message);
    if (!kept) return this.refresh();
    if (kept.isNew && !this.world.isMine(message)) this.announce(message, kept);
    if (kept.place === this.place.id) return this.show(message, kept, how);
    if (kept.isNew) this.rail.mark(kept.place, true);
    return undefined;
  }

  show(message, { root }, how) {
    this.view.show(message, root, how);
    if (message.from.bot) this.view.hideTyping();
  }

  announce(message, { place }) {
    const where = place === this.place.id ? "" : ` in ${this.world.placeCalled(place).name}`;
    announce(`New message from ${message.from.name}${where}`);
  }
}

/** Fetch what there is and show it. */
export async function begin() {
  dressPage();
  const service = serviceFor(readAddress().m || FIRST_MEMBER);
  try {
    const [state, ...known] = await Promise.all([service.state(), service.help().catch(() => []), service.commands().catch(() => undefined)]);
    const [help, commands] = known;
    new Page(new World(state), service, { help: Array.isArray(help) ? help : [], commands: { compose: [], message: [], search: [], ...commands } });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    cannotShow(error.message);
  }
}
