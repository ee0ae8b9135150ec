// What this page knows of the team: the state it fetched, and every change since.

import { slug } from "./address.js";
import { setAhead } from "./dom.js";

const rootIdOf = (message) => /;messageid=(\d+)/.exec(message.conversation)?.[1] ?? message.id;
const channelIdOf = (message) => message.conversation.split(";")[0];

/** Where one looks: {kind: "channel", id, name, slug} or {kind: "chat", id: "chat", ...}. */
export const CHAT = { kind: "chat", id: "chat", name: "Canopy", slug: "chat" };

export class World {
  /** @param {any} state as `/api/state` answers */
  constructor(state) {
    this.take(state);
  }

  take(state) {
    this.me = state.me;
    this.members = state.members;
    this.bot = state.bot;
    this.team = state.team;
    this.channels = state.channels;
    this.chat = state.chat;
    this.installed = state.installed !== false;
    this.keepTime(state.clock ?? { ahead: 0, movable: false });
  }

  /** Take in what time it is: {now, ahead (seconds), movable, moving}. */
  keepTime(clock) {
    this.clock = clock;
    setAhead(clock.ahead * 1000);
  }

  get places() {
    const channels = this.channels.map((channel) => ({ kind: "channel", id: channel.id, name: channel.name, slug: slug(channel.name) }));
    return [...channels, CHAT];
  }

  /** The place an address names; without one, the community's channel rather than General. */
  placeCalled(at) {
    const { places } = this;
    return places.find((place) => at && (place.slug === at || place.id === at)) ?? places.find((place) => place.slug !== "general") ?? places[0];
  }

  threadsOf(place) {
    return this.channels.find((channel) => channel.id === place.id)?.threads ?? [];
  }

  /** Every message of a place, oldest thread first. */
  messagesIn(place) {
    if (place.kind === "chat") return this.chat;
    return this.threadsOf(place).flatMap((thread) => [thread.root, ...thread.replies]);
  }

  /** The id of the message that opened the thread; null in a chat. */
  rootOf(message) {
    return this.placeOf(message) === CHAT.id ? null : rootIdOf(message);
  }

  /** A sender as drawn: name, initials, colour, role; Canopy is {bot: true}. */
  person(from) {
    if (from.bot) return { bot: true, name: this.bot.name };
    return this.members.find((member) => member.key === from.key) ?? from;
  }

  isMine(message) {
    return message.from.key === this.me.key;
  }

  /** The place id a message belongs to: a channel's id, or "chat". */
  placeOf(message) {
    const channel = channelIdOf(message);
    return this.channels.some((each) => each.id === channel) ? channel : CHAT.id;
  }

  /**
   * Take in a message that is new or has changed.
   * @returns {{isNew: boolean, place: string, root: string|null}|undefined} undefined where its thread is not known here
   */
  keep(message) {
    const place = this.placeOf(message);
    if (place === CHAT.id) return { isNew: keepIn(this.chat, message), place, root: null };
    const { threads } = this.channels.find((channel) => channel.id === place);
    const root = rootIdOf(message);
    const thread = threads.find((each) => each.root.id === root);
    if (root === message.id) {
      if (thread) thread.root = message;
      else threads.push({ root: message, replies: [] });
      return { isNew: !thread, place, root };
    }
    return thread && { isNew: keepIn(thread.replies, message), place, root };
  }
}

function keepIn(messages, message) {
  const index = messages.findIndex((each) => each.id === message.id);
  if (index >= 0) messages[index] = message;
  else messages.push(message);
  return index < 0;
}
