// The desk: what the parts of the page may ask for. It talks to the service and says what went wrong.

import { ServiceError } from "./api.js";
import { Dialog } from "./dialog.js";
import { FindList } from "./find-list.js";
import { toast } from "./toast.js";

const opensForm = (action) => action.type === "Action.Submit" && action.data?.msteams?.type === "task/fetch";

/** One member's desk: send, press, edit, and know who is here. */
export class Desk {
  constructor(world, service, help, commands) {
    this.world = world;
    this.service = service;
    this.help = help;
    this.commands = commands;
    this.dialog = new Dialog();
  }

  /** Whom and what "@" can offer. */
  known({ direct }) {
    const { me, members, bot } = this.world;
    return { people: [{ name: bot.name, bot: true }, ...members.filter((member) => member.key !== me.key && member.here !== false)], help: this.help, direct };
  }

  /** Try something with the service; a failure becomes a toast and false. */
  async attempt(work) {
    try {
      return (await work()) ?? true;
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      toast(error.message, "error");
      return false;
    }
  }

  async say(where, text, enclosed) {
    return Boolean(await this.attempt(() => this.service.say(where, text, enclosed)));
  }

  /** Bring a file to the sandbox, for a message or a library: {id}, or false. */
  upload(file) {
    return this.attempt(() => this.service.attach(file));
  }

  editMessage(message, text) {
    return this.attempt(() => this.service.edit(message.id, text));
  }

  removeMessage(message) {
    return this.attempt(() => this.service.remove(message.id));
  }

  showSource(view) {
    this.dialog.showSource("The card's code", view.source(), () => view.head.querySelector("button")?.focus());
  }

  async find(messageId, dataset, query) {
    const { choices } = await this.service.typeahead(messageId, dataset, query);
    return choices.map((choice) => ({ value: String(choice.value), title: String(choice.title) }));
  }

  /** A button on a message was pressed. Settles when Canopy has answered. */
  async act(view, action, inputs) {
    const before = view.message;
    if (opensForm(action)) await this.openForm(view, action, inputs);
    else await this.attempt(async () => this.takeAnswer(view, await this.service.press(before.id, action, inputs), before));
  }

  async openForm(view, action, inputs) {
    const { id } = view.message;
    await this.attempt(async () => {
      const answer = await this.service.openForm(id, action, inputs);
      this.dialog.answer(answer, {
        submit: (button, values) => (opensForm(button) ? this.service.openForm(id, button, values) : this.service.submitForm(id, button, values)),
        find: (dataset, query) => this.find(id, dataset, query),
        back: () => view.focusButton(action.title),
      });
    });
  }

  /** What the app offers beside the compose box of a place. */
  appsAt(where) {
    const forms = this.commands.compose.map((command) => ({ title: command.title, run: (composer) => this.runCommand(where, command.id, composer) }));
    const finds = this.commands.search.map((command) => ({ title: command.title, run: (composer) => this.lookUp(where, command, composer) }));
    return [...forms, ...finds];
  }

  runCommand(where, command, composer) {
    return this.attempt(async () => {
      const answer = await this.service.openCommand(where, command);
      this.dialog.answer(answer, {
        submit: (button, values) => this.service.submitCommand(where, command, button, values),
        find: (dataset, query) => this.find(null, dataset, query),
        back: () => composer.box.focus(),
        attach: (card) => composer.enclosed.addCard({ title: "Card of Canopy", card }),
      });
    }).finally(() => this.dialog.element.open || composer.box.focus());
  }

  /** Look something up for a message that is being written. */
  lookUp(where, command, composer) {
    const list = new FindList({
      label: command.hint,
      begins: command.begins,
      ask: (words, skip) => this.dialog.asked(() => this.service.query(where, command, words, skip)),
      choose: (found) => {
        composer.enclosed.addCard(found);
        this.dialog.close();
      },
    });
    this.dialog.show(command.title, list.element, { width: 600, back: () => composer.box.focus() });
    list.box.focus();
  }

  /** What the app offers in the menu of a message. */
  onMessage(view) {
    return this.commands.message.map((command) => ({ label: command.title, run: () => this.runOnMessage(view, command.id) }));
  }

  runOnMessage(view, command) {
    const { id } = view.message;
    const back = () => view.head.querySelector(".more")?.focus();
    return this.attempt(async () => {
      const answer = await this.service.openForMessage(id, command);
      this.dialog.answer(answer, {
        submit: (button, values) => this.service.submitForMessage(id, command, button, values),
        find: (dataset, query) => this.find(id, dataset, query),
        back,
      });
    }).finally(() => this.dialog.element.open || back());
  }

  // ---- the files of a channel

  library(place) {
    return this.attempt(() => this.service.library(place.id));
  }

  addFile(place, file) {
    return this.attempt(async () => this.service.addFile(place.id, (await this.service.attach(file)).id));
  }

  renameFile(place, file, name) {
    return this.attempt(() => this.service.renameFile(place.id, file.id, name));
  }

  removeFile(place, file) {
    return this.attempt(() => this.service.removeFile(place.id, file.id));
  }

  /** Take an offered file or not; what comes of it arrives over the live line. */
  answerFile(message, accept) {
    return this.attempt(async () => {
      const answer = await this.service.answerFile(message.id, accept);
      if (answer.kind === "error") toast(answer.text, "error");
    });
  }

  takeAnswer(view, answer, before) {
    // Where the message has changed meanwhile, the live line has already brought what is to be seen.
    if (answer.kind === "card" && view.message === before) view.showPrivately(answer.card);
    else if (answer.kind === "message") toast(answer.text);
    else if (answer.kind === "error") toast(answer.text, "error");
  }
}
