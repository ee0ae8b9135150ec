// The sandbox service, asked in JSON. Every call either answers or throws a `ServiceError` with a sentence to show.

/** The service could not do it; `message` is a sentence for the person in front of the page. */
export class ServiceError extends Error {}

const UNREACHABLE = "The sandbox does not answer. Is it still running?";

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new ServiceError(UNREACHABLE);
  }
  const body = await response.json().catch(() => undefined);
  if (!response.ok) throw new ServiceError(sentenceOf(body) ?? `The sandbox answered ${response.status}.`);
  return body ?? {};
}

function sentenceOf(body) {
  const { text, message, error } = body ?? {};
  return [text, message, error, error?.message].find((said) => typeof said === "string" && said);
}

const get = (path) => call(path);
const post = (path, body) =>
  call(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

const bring = (path, file) => call(path, { method: "POST", headers: { "content-type": "application/octet-stream" }, body: file });
const asked = (path, query) => `${path}?${new URLSearchParams(query)}`;

/**
 * The calls one member makes. Shapes are those of `sandbox/`'s page API.
 * @param {string} m the member's key, for example "amara"
 */
export function serviceFor(m) {
  return {
    state: () => get(`/api/state?m=${encodeURIComponent(m)}`),
    help: () => get("/api/help"),
    commands: () => get("/api/commands"),
    moveClock: (wish) => post("/api/clock", wish),
    openCommand: (place, command) => post("/api/compose/open", { m, place, command }),
    submitCommand: (place, command, action, inputs) => post("/api/compose/submit", { m, place, command, action, inputs }),
    answerFile: (message, accept) => post("/api/file", { m, message, accept }),
    openForMessage: (message, command) => post("/api/message/open", { m, message, command }),
    submitForMessage: (message, command, action, inputs) => post("/api/message/submit", { m, message, command, action, inputs }),
    query: (place, { id, parameter }, words, skip) => post("/api/query", { m, place, command: id, parameter, words, skip }),
    attach: (file) => bring(asked("/api/attach", { m, name: file.name }), file),
    library: (channel) => get(asked("/api/library", { m, channel })),
    addFile: (channel, file) => post("/api/library/add", { m, channel, file }),
    renameFile: (channel, file, name) => post("/api/library/rename", { m, channel, file, name }),
    removeFile: (channel, file) => post("/api/library/remove", { m, channel, file }),
    say: (place, text, { files, card } = {}) => post("/api/say", { m, place, text, files, card }),
    press: (message, action, inputs) => post("/api/press", { m, message, action, inputs }),
    openForm: (message, action, inputs) => post("/api/form/open", { m, message, action, inputs }),
    submitForm: (message, action, inputs) => post("/api/form/submit", { m, message, action, inputs }),
    typeahead: (message, dataset, query) => post("/api/typeahead", { m, message, dataset, query }),
    edit: (message, text) => post("/api/edit", { m, message, text }),
    remove: (message) => post("/api/delete", { m, message }),
    install: () => post("/api/install", { m }),
    faults: () => get("/api/faults"),
    setFaults: (faults) => post("/api/faults", faults),
  };
}
