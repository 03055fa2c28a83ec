/* The list under the search field: pages and words that begin with what is typed and, before anything is, what was searched
   for last. That is kept on this device alone. Nothing is loaded before the field has focus. */

const KEPT = 8; // searches
const PLACES = 5; // pages, and words, that are suggested at most
const WORDS = 3;
const STORE = "etalase-search";

const { bundle, suggestions: address, words } = JSON.parse(document.getElementById("search-data").textContent);
const form = document.querySelector("form.search-field.large");
const field = form.elements.q;
const list = document.createElement("ul");
const status = document.createElement("p");

let loaded; // a promise of pages and words
let active = -1; // the option that the arrow keys have reached
let options = [];

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function load() {
  loaded ??= Promise.all([fetched(address, "json", {}), fetched(`${bundle}words.txt`, "text", "")]).then(([kinds, known]) => ({
    pages: Object.entries(kinds).flatMap(([kind, pages]) =>
      pages.map(([name, href, n]) => ({ name, href, n, kind, folded: ` ${fold(name)}` })),
    ),
    known: known.split(" "),
  }));
  return loaded;
}

async function fetched(url, kind, otherwise) {
  try {
    const answer = await fetch(url);
    return answer.ok ? await answer[kind]() : otherwise;
  } catch {
    return otherwise; // the field works without
  }
}

/* What was searched for */

function remembered() {
  try {
    const kept = JSON.parse(localStorage.getItem(STORE));
    return Array.isArray(kept) ? kept.filter((each) => typeof each === "string").slice(0, KEPT) : [];
  } catch {
    return []; // refused, or spoilt
  }
}

function remember(queries) {
  try {
    if (queries.length) localStorage.setItem(STORE, JSON.stringify(queries.slice(0, KEPT)));
    else localStorage.removeItem(STORE);
  } catch {
    // then nothing is kept
  }
}

function searched() {
  const query = field.value.trim();
  if (query) remember([query, ...remembered().filter((each) => each !== query)]);
}

/* What is suggested */

const ofLast = (query) => ({ name: query, kind: words.search_recent, run: () => ask(query) });
const forgetting = { name: words.search_forget, run: () => (remember([]), show([])) };

async function suggested() {
  const typed = fold(field.value.trimStart());
  if (!typed) {
    const queries = remembered();
    return queries.length ? [...queries.map(ofLast), forgetting] : [];
  }
  const { pages, known } = await load();
  const asked = typed.trimEnd();
  const places = pages.filter(({ folded }) => folded.includes(` ${asked}`)).sort((a, b) => isFirst(b, asked) - isFirst(a, asked) || b.n - a.n);
  const [, before, last] = typed.match(/^(.*?)([^ ]*)$/);
  const completed = last.length > 1 ? known.filter((word) => word.startsWith(last) && word !== last) : [];
  const named = new Set(places.map(({ folded }) => folded.trim()));
  return [
    ...completed.map((word) => before + word).filter((query) => !named.has(query)).slice(0, WORDS).map((query) => ({ name: query, run: () => ask(query) })),
    ...places.slice(0, PLACES).map((page) => ({ ...page, run: () => location.assign(page.href) })),
  ];
}

const isFirst = ({ folded }, asked) => Number(folded.startsWith(` ${asked}`));

function ask(query) {
  field.value = query;
  show([]);
  form.requestSubmit();
}

async function suggest() {
  const typed = field.value;
  const found = await suggested();
  if (typed === field.value && document.activeElement === field) show(found);
}

/* The list */

function show(found) {
  options = found;
  list.replaceChildren(...found.map(option));
  list.hidden = !found.length;
  field.setAttribute("aria-expanded", String(found.length > 0));
  status.textContent = found.length ? words.search_suggested.replace("{n}", found.length) : "";
  reach(-1);
}

function option({ name, kind, n }, index) {
  const made = document.createElement("li");
  made.id = `search-option-${index}`;
  made.role = "option";
  made.append(name);
  if (kind) {
    const note = document.createElement("span");
    note.className = "soft";
    note.append(n ? `${kind}, ${n.toLocaleString(document.documentElement.lang)}` : kind);
    made.append(" ", note);
  }
  made.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps its focus
  made.addEventListener("click", () => options[index].run());
  return made;
}

function reach(index) {
  active = index;
  [...list.children].forEach((each, at) => each.setAttribute("aria-selected", String(at === index)));
  if (index < 0) return field.removeAttribute("aria-activedescendant");
  field.setAttribute("aria-activedescendant", list.children[index].id);
  list.children[index].scrollIntoView({ block: "nearest" });
}

function keyed(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && list.hidden) suggest();
  else if (step) reach(((active + 1 + step + options.length + 1) % (options.length + 1)) - 1); // through the field itself
  else if (event.key === "Enter" && active >= 0) options[active].run();
  else if (event.key === "Escape" && !list.hidden) show([]);
  else return;
  event.preventDefault();
}

list.id = "search-suggested";
list.className = "suggested";
list.role = "listbox";
list.hidden = true;
list.setAttribute("aria-label", words.search_suggestions);
status.className = "visually-hidden";
status.role = "status";
form.append(list, status);
for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) field.setAttribute(name, value);

field.addEventListener("focus", () => (load(), field.value.trim() || suggest()));
field.addEventListener("input", suggest);
field.addEventListener("keydown", keyed);
field.addEventListener("blur", () => show([]));
form.addEventListener("submit", () => (searched(), show([])));
document.getElementById("search-hits").addEventListener("click", (event) => event.target.closest("a") && searched());
