// What the address bar remembers: who you are, where you look, how it looks. Any state can be opened by its link.

/** @returns {{m: string, at: string, tab: "posts"|"files", theme: "light"|"dark", width: "full"|"phone", charts: "drawn"|"text"}} */
export function readAddress() {
  const query = new URLSearchParams(window.location.search);
  return {
    m: query.get("m") ?? "",
    at: query.get("at") ?? "",
    tab: query.get("tab") === "files" ? "files" : "posts",
    theme: query.get("theme") === "dark" ? "dark" : "light",
    width: query.get("width") === "phone" ? "phone" : "full",
    charts: query.get("charts") === "text" ? "text" : "drawn",
  };
}

/** The link to this page with some settings changed, for example `addressWith({m: "ben"})`. */
export function addressWith(changes) {
  const { m, at, tab, theme, width, charts } = { ...readAddress(), ...changes };
  const query = new URLSearchParams();
  if (m) query.set("m", m);
  if (at) query.set("at", at);
  if (tab === "files") query.set("tab", tab);
  if (theme === "dark") query.set("theme", theme);
  if (width === "phone") query.set("width", width);
  if (charts === "text") query.set("charts", charts);
  return `${window.location.pathname}?${query}`;
}

/** Remember settings without leaving the page; `step` makes the Back button return here. */
export function remember(changes, { step = false } = {}) {
  const next = addressWith(changes);
  if (step) window.history.pushState(null, "", next);
  else window.history.replaceState(null, "", next);
}

/** A channel's name as the address writes it: "MCA community" is "mca-community". */
export function slug(name) {
  return name.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}
