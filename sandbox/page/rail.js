// The left rail: the team's channels, and the chat with Canopy.

import { el, icon, leaf } from "./dom.js";

/** The list of places; `open(place)` goes there. */
export class Rail {
  constructor(world, open) {
    this.unread = new Set();
    this.open = open;
    this.list = el("div", { class: "rail-places" });
    this.element = el("nav", { class: "rail", "aria-label": "Channels and chat" }, this.list);
    this.draw(world, undefined);
  }

  draw(world, current) {
    this.world = world;
    this.current = current;
    const channels = world.places.filter((place) => place.kind === "channel");
    const chats = world.places.filter((place) => place.kind === "chat");
    this.list.replaceChildren(
      el("p", { class: "rail-heading", text: world.team.name }),
      ...channels.map((place) => this.tab(place)),
      el("p", { class: "rail-heading", text: "Chat" }),
      ...chats.map((place) => this.tab(place)),
    );
  }

  tab(place) {
    const here = this.current?.id === place.id;
    const unread = this.unread.has(place.id);
    return el(
      "button",
      {
        type: "button",
        class: "tab",
        "aria-current": here ? "page" : undefined,
        "data-testid": place.kind === "chat" ? "chat-tab" : "channel-tab",
        "data-place": place.slug,
        "data-unread": unread ? "true" : undefined,
        on: { click: () => this.open(place) },
      },
      place.kind === "chat" ? leaf() : icon("hash"),
      el("span", { class: "tab-name", text: place.name }),
      unread && el("span", { class: "unread" }, el("span", { class: "unseen", text: "new messages" })),
    );
  }

  /** Mark a place as having something new, or as read. */
  mark(id, isUnread) {
    if (this.unread.has(id) === isUnread) return;
    if (isUnread) this.unread.add(id);
    else this.unread.delete(id);
    this.draw(this.world, this.current);
  }
}
