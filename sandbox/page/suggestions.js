// What can come after "@": people, and after "@Canopy " what one can say to it.

const MENTION = /(?:^|[\s(])@([\p{L}'’-]*(?: [\p{L}'’-]*)?)$/u;
const COMMAND = /^\s*@Canopy[ \u00a0]+([^\n]{0,40})$/iu;
const OWN_COMMAND = /^([^\n]{1,40})$/u;

/**
 * Suggestions for the text before the caret.
 * @param {string} before the text up to the caret
 * @param {{people: {name: string, bot?: boolean}[], help: {say: string, does: string}[], direct: boolean}} known
 *   `direct` is true in the 1:1 chat, where commands need no mention
 * @returns {{from: number, choices: {insert: string, title: string, note: string, person?: any}[], eager: boolean}|undefined}
 *   `from`: where the replaced text begins; `eager`: Enter takes the first choice without asking
 */
export function suggestFor(before, known) {
  return mentions(before, known) ?? commands(before, known);
}

function mentions(before, { people }) {
  const match = MENTION.exec(before);
  if (!match) return undefined;
  const typed = match[1].toLowerCase();
  const choices = people
    .filter((person) => namedSo(person.name, typed))
    .map((person) => ({ insert: `@${person.name} `, title: person.name, note: person.bot ? "Bot" : (person.role ?? ""), person }));
  return choices.length ? { from: before.length - match[1].length - 1, choices, eager: true } : undefined;
}

function namedSo(name, typed) {
  const lower = name.toLowerCase();
  return lower.startsWith(typed) || lower.split(" ").some((word) => word.startsWith(typed));
}

function commands(before, { help, direct }) {
  const match = COMMAND.exec(before) ?? (direct ? OWN_COMMAND.exec(before) : null);
  if (!match) return undefined;
  const typed = match[1].trimStart().toLowerCase();
  const fitting = help.filter((line) => line.say.toLowerCase().startsWith(typed) && line.say.toLowerCase() !== typed.trimEnd());
  const choices = fitting.map((line) => ({ insert: line.say.endsWith(":") ? `${line.say} ` : line.say, title: line.say, note: line.does }));
  return choices.length ? { from: before.length - match[1].trimStart().length, choices, eager: false } : undefined;
}
