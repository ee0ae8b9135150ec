// Words of Canopy, inside cards and beside them: Markdown as Teams reads it, and mentions. Other people's HTML stays text.

import { safeNodes } from "./dom.js";

const { AdaptiveCards, markdownit } = window;

const markdown = markdownit({ html: false, linkify: false, breaks: false }).disable(["image", "table", "code", "fence", "heading", "lheading", "hr", "html_block", "html_inline"]);

const OPEN = "\uE000";
const CLOSE = "\uE001";
const HELD_PLACES = /\uE000(\d+)\uE001/g;

/** Mentions of the text that is being drawn. Drawing is synchronous, so one place is enough. */
let mentions = [];

/** The mentions a card declares: [{text: "<at>Ben</at>", name: "Ben"}]. */
function mentionsOf(card) {
  const entities = card?.cardSource?.msteams?.entities;
  if (!Array.isArray(entities)) return [];
  return entities
    .filter((entity) => entity?.type === "mention" && typeof entity.text === "string" && entity.text)
    .map((entity) => ({ text: entity.text, name: String(entity.mentioned?.name ?? entity.text.replace(/<\/?at>/g, "")) }));
}

const escaped = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);

const held = (index) => `${OPEN}${index}${CLOSE}`;
const withoutSigns = (text) => text.replace(/[\uE000\uE001]/g, "");

/** Markdown to HTML. Mentions wait behind private-use signs while everything else is escaped. */
function toHtml(text) {
  let waiting = withoutSigns(text);
  mentions.forEach((mention, index) => (waiting = waiting.replaceAll(mention.text, held(index))));
  return rendered(waiting, mentions.map((mention) => mention.name));
}

/** Mentions become spans where there is text; anywhere else, say in a link's title, only the name is left. */
function rendered(text, names) {
  return markdown.render(text, { names }).replace(HELD_PLACES, (_, index) => escaped(names[Number(index)] ?? ""));
}

markdown.renderer.rules.text = (tokens, at, _options, { names }) =>
  escaped(tokens[at].content).replace(HELD_PLACES, (_, index) => `<span class="mention">${escaped(names[Number(index)] ?? "")}</span>`);

/**
 * The text of a message Canopy wrote, which Teams reads as Markdown.
 * @param {string} html escaped text with mention spans, as the service sends it
 * @returns {DocumentFragment}
 */
export function formattedNodes(html) {
  const names = [];
  const parts = [...new DOMParser().parseFromString(html.replaceAll("<br>", "\n"), "text/html").body.childNodes].map((node) => {
    const text = withoutSigns(node.textContent);
    return node.nodeType === Node.TEXT_NODE ? text : held(names.push(text) - 1);
  });
  return safeNodes(rendered(parts.join(""), names).trim());
}

function drawnWithMentions(element, draw) {
  mentions = mentionsOf(element.getRootObject());
  try {
    return draw();
  } finally {
    mentions = [];
  }
}

class TeamsTextBlock extends AdaptiveCards.TextBlock {
  internalRender() {
    return drawnWithMentions(this, () => super.internalRender());
  }
}

class TeamsFactSet extends AdaptiveCards.FactSet {
  internalRender() {
    return drawnWithMentions(this, () => super.internalRender());
  }
}

/** Teach the renderer how text is read here. Once, before the first card. */
export function teachText() {
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = toHtml(text);
    result.didProcess = true;
  };
  AdaptiveCards.GlobalRegistry.elements.register("TextBlock", TeamsTextBlock);
  AdaptiveCards.GlobalRegistry.elements.register("FactSet", TeamsFactSet);
}
