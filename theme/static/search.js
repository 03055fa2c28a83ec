/* The search page: words typed → results, found by finder.js in a worker, shown from the files that etalase/exports/results.py
   makes. Nothing of the index is loaded before the field has focus or the address brings a query. Text goes in as text, never
   as HTML. */

const FIRST = 6; // results of both kinds: a browser asks a host for six files at a time
const STEP = 12; // when the end of those is seen, and then at a time
const ASIDE = 4; // of the kind that answers less well
const PAUSE = 80; // ms after the last key
const LEISURE = 5000; // ms without a key, after which what keeps the site without a signal is in nobody's way
const WORD = /[\p{L}\p{N}]{2}/u;
const TELLING = /[\p{L}\p{N}]{3}\s*$/u; // looked for while more is typed
const KINDS = ["product", "group"];
const KEPT = 8; // searches
const PLACES = 5; // pages, and words, that are suggested at most
const WORDS = 3;
const STORE = "etalase-search";
const IN_FILE = 4; // records, neighbours by number

const byId = (id) => document.getElementById(`search-${id}`);
const { words, ...files } = JSON.parse(byId("data").textContent);
const language = document.documentElement.lang;
const form = document.querySelector("form.search-field.large");
const field = form.elements.q;
const plainTitle = document.title;
const panel = document.getElementById("saring");
const sorting = document.getElementById("urut");
const menu = element("ul", { id: "search-suggested", class: "suggested", role: "listbox", "aria-label": words.search_suggestions, hidden: "" });
const offered = element("p", { class: "visually-hidden", role: "status" }); // how many are suggested

const loaded = new Map(); // promises of files by name
const waiting = new Map(); // for an answer of the worker, by number
let finder; // the worker, once it is needed
let questions = 0;
let pages; // a promise of those that are suggested
let active = -1; // the suggestion that the arrow keys have reached
let options = [];
let turn = 0; // of the latest query; answers to earlier ones are dropped
let timer;
let leisure;
let settled = queryOfAddress(); // the query the Back button returns to
let isNarrowed = [...new URLSearchParams(location.search).keys()].some((key) => key !== "q");

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);

function count(key, n) {
  const text = words[key] ?? words[`${key}_${n === 1 ? "one" : "other"}`];
  return fill(text, { n, shown: n.toLocaleString(language) });
}

/* Asking */

function begin() {
  finder = new Worker(files.finder, { type: "module", name: files.bundle });
  finder.onerror = (error) => waiting.forEach(({ reject }) => reject(error));
  finder.onmessage = ({ data: { ahead, id, answer, error } }) => {
    if (!id) return ahead?.forEach((name) => fileOf(name, "no-cache"));
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error) reject(error);
    else resolve(answer);
  };
}

function ask(name, text) {
  if (!finder) begin();
  return new Promise((resolve, reject) => {
    questions += 1;
    waiting.set(questions, { resolve, reject });
    finder.postMessage([questions, name, text]);
  });
}

/* While keys are pressed all is found and fetched but nothing drawn: `rest` is over when none has been for a while. */
async function answer(rest) {
  const mine = ++turn;
  const query = field.value.trim();
  try {
    if (!TELLING.test(query)) await rest;
    if (!WORD.test(query)) return settle(query, rest), show({});
    if (byId("hits").hidden) say(words.search_loading, "small soft");
    const found = await ask("find", query);
    if (mine !== turn) return;
    const [products, groups] = found.kinds;
    byId("bar").hidden = !products.length;
    if (!isNarrowed || !products.length) return await display(query, found, mine, rest);
    await Promise.all([import(files.facets), rest]);
    if (mine !== turn) return;
    settle(query, rest);
    await panel.narrow(products, (left) => display(query, { ...found, kinds: [left, groups] }, mine).catch(fail));
  } catch (error) {
    if (mine === turn) fail(error);
  }
}

function settle(query, isTyped) {
  document.title = query ? `${query} · ${plainTitle}` : plainTitle;
  if (isTyped) history.replaceState(null, "", addressOf(query));
}

async function display(query, found, mine, rest) {
  const { kinds, best } = found;
  const few = Math.min(FIRST - 1, kinds[best].length);
  const [first] = await Promise.all([Promise.all(kinds.map((numbers, kind) => dataOf(numbers, 0, kind === best ? few : FIRST - few))), rest]);
  if (mine !== turn) return;
  const lost = first.some((part) => part.lost);
  if (lost && !first.some(({ shown }) => shown.length)) throw new Error("no result could be loaded");
  settle(query, rest);
  present(query, found, first);
  if (lost) say(words.search_failed, "hint");
}

/* What narrows and sorts results is loaded when it is first used. */
async function beginNarrowing({ type }) {
  if (isNarrowed) return;
  isNarrowed = true;
  const { value } = sorting;
  await answer();
  if (type !== "change") return;
  sorting.value = value;
  sorting.dispatchEvent(new Event(type));
}

/* A new version of the site may have replaced the bundle, so the next try begins again. */
function fail(error) {
  finder?.terminate();
  finder = undefined;
  waiting.clear();
  show({});
  say(words.search_failed, "hint");
  console.warn(error);
}

/* What `n` results from a place on show, how far they go, and whether the file of one is lost, which leaves it out. */
async function dataOf(numbers, from, n) {
  const asked = numbers.slice(from, from + n);
  const data = await Promise.all(asked.map(shownOf));
  const shown = data.filter(Boolean);
  return { shown, upTo: from + asked.length, lost: shown.length < asked.length };
}

/* A number may have passed to another record since the browser has kept a file. What fails is asked for once more. */
async function shownOf(number) {
  const name = Math.floor(number / IN_FILE).toString(16);
  const id = number.toString(16);
  return (await fileOf(name, "no-cache"))[id] ?? (await fileOf(name, "reload"))[id];
}

function fileOf(name, cache) {
  const key = name + cache;
  const read = async () => {
    const url = `${files.results}${name}.json`;
    const answer = await fetch(url, { cache });
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return answer.json();
  };
  if (!loaded.has(key)) loaded.set(key, read().catch((error) => (loaded.delete(key), console.warn(error), {})));
  return loaded.get(key);
}

/* Showing */

function say(textContent, className) {
  Object.assign(byId("status"), { className, textContent });
}

function show({ hits = false, none = "", hint = [] }) {
  byId("hits").hidden = byId("tabs").hidden = !hits;
  if (!hits) byId("bar").hidden = true;
  byId("start").hidden = hits;
  byId("none").hidden = byId("none-hint").hidden = !none;
  byId("lead").hidden = Boolean(none);
  byId("none").textContent = none;
  byId("hint").hidden = !hint.join("");
  byId("hint").replaceChildren(...hint);
  say("", "visually-hidden");
}

function present(query, found, first) {
  const { kinds, best, used, unused, asked, wrong } = found;
  const [products, groups] = kinds;
  if (!used.length) {
    const none = fill(words.search_none, { query });
    show({ none });
    return say(none, "visually-hidden");
  }
  const partly = unused.length ? fill(words.search_partly, { missing: unused.join(" "), query: used.join(" ") }) : "";
  const meant = wrong.length ? fill(words.search_meant, { missing: wrong.join(" "), query: asked.join(" ") }) : "";
  const hint = meant || partly;
  show({ hits: true, hint: meant ? linked(meant, asked.join(" ")) : [hint] });
  kinds.forEach((results, kind) => list(KINDS[kind], results, first[kind], kind === best ? STEP : ASIDE, used));
  lead([KINDS[1 - best], KINDS[best]]);
  const facts = { products: count("products_n", products.length), groups: count("groups_n", groups.length) };
  say(`${hint} ${fill(words.search_found, facts)}`.trim(), "visually-hidden");
}

/* A sentence in which what was meant leads to the search for it. */
function linked(sentence, query) {
  const [before, after] = sentence.split(query);
  return [before, element("a", { href: addressOf(query) }, query), after];
}

const tabOf = (kind) => byId("tabs").querySelector(`[href="#search-${kind}"]`);

/* The kind that answers best, which is given last, comes first and has the wide column. */
function lead(kinds) {
  kinds.forEach((kind, rank) => {
    const section = byId(kind);
    section.className = rank ? "search-results" : "search-aside";
    byId(`${kind}-name`).className = rank ? "visually-hidden" : "title";
    tabOf(kind).ariaCurrent = rank ? "true" : null;
    byId("hits").prepend(section);
    byId("tabs").prepend(tabOf(kind));
  });
}

/* The first of the results, the rest of `n` when their end is seen, and more when they are asked for. */
function list(kind, results, first, n, used) {
  const section = byId(kind);
  const tab = tabOf(kind);
  section.hidden = tab.hidden = !results.length;
  tab.querySelector("span").textContent = results.length.toLocaleString(language);
  const hits = section.querySelector("ul");
  const more = section.querySelector("button");
  let { upTo } = first;
  hits.replaceChildren(...first.shown.map((shown) => hit(shown, used)));
  const grow = async (n) => {
    const from = upTo;
    const data = await dataOf(results, from, n);
    if (section.watcher !== watcher || upTo !== from) return;
    if (!data.lost) upTo = data.upTo;
    more.hidden = results.length <= upTo;
    if (data.lost) return say(words.search_failed, "hint");
    const next = data.shown.map((shown) => hit(shown, used));
    hits.append(...next);
    return next[0];
  };
  more.hidden = results.length <= upTo;
  more.onclick = async () => (await grow(STEP))?.querySelector("a").focus();
  section.watcher?.disconnect(); // of earlier results
  const watcher = (section.watcher = new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && (watcher.disconnect(), grow(n - upTo))));
  watcher.observe(more);
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function hit(shown, used) {
  const text = element("div", {}, element("h3", {}, element("a", { href: shown.href }, ...marked(shown.name, used))));
  if (shown.label) text.append(element("p", { class: "label" }, shown.label));
  if (shown.summary) text.append(element("p", { class: "small" }, ...marked(shown.summary, used)));
  const made = element("li", {}, picture(shown), text);
  if (shown.price) {
    const price = element("p", { class: "price" }, shown.price, ...(shown.per ? [" ", element("span", {}, `/ ${shown.per}`)] : []));
    made.append(element("div", {}, price, element("p", { class: `stock stock-${shown.stock}` }, shown.stock_text)));
  }
  return made;
}

function picture({ avif, image, tone }) {
  if (!image) return element("span", { class: "blank" }, element("span", {}, words.picture_to_come));
  const source = element("source", { type: "image/avif", srcset: avif, sizes: "(min-width: 60rem) 15rem, 6.5rem" });
  const size = { width: 360, height: 360, alt: "", loading: "lazy", decoding: "async" };
  return element("picture", {}, source, element("img", { class: tone ?? "", src: image, ...size }));
}

/* Text with the words that were asked for in <mark>. */
function marked(text, used) {
  const isAsked = (word) => used.some((each) => word.startsWith(each) || (word.length > 3 && each.startsWith(word)));
  const parts = text.split(/([\p{L}\p{M}\p{N}]+)/u);
  return parts.map((part, index) => (index % 2 && isAsked(fold(part)) ? element("mark", {}, part) : part));
}

/* What was searched for, kept on this device alone */

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

/* What is suggested below the field: pages and words that begin with what is typed and, before anything is, what was searched
   for last */

/* Pages of terms, places and groups; the field works without. */
function knownPages() {
  pages ??= fetch(files.suggestions)
    .then((answer) => answer.json())
    .then((kinds) => Object.entries(kinds).flatMap(([kind, some]) => some.map(([name, href, n]) => ({ name, href, n, kind, folded: ` ${fold(name)}` }))))
    .catch(() => ((pages = undefined), []));
  return pages;
}

const asking = (query, kind) => ({ name: query, kind, run: () => search(query) });
const forgetting = { name: words.search_forget, run: () => (remember([]), offer([])) };

async function suggested() {
  const typed = fold(field.value.trimStart());
  if (!typed) {
    const queries = remembered();
    return queries.length ? [...queries.map((query) => asking(query, words.search_recent)), forgetting] : [];
  }
  const asked = typed.trimEnd();
  const [, before, last] = typed.match(/^(.*?)([^ ]*)$/);
  const [pages, completed] = await Promise.all([knownPages(), last.length > 1 ? ask("complete", last).catch(() => []) : []]);
  const places = pages.filter(({ folded }) => folded.includes(` ${asked}`)).sort((a, b) => isFirst(b, asked) - isFirst(a, asked) || b.n - a.n);
  const named = new Set(places.map(({ folded }) => folded.trim()));
  return [
    ...completed.map((word) => before + word).filter((query) => !named.has(query)).slice(0, WORDS).map((query) => asking(query)),
    ...places.slice(0, PLACES).map((page) => ({ ...page, run: () => location.assign(page.href) })),
  ];
}

const isFirst = ({ folded }, asked) => Number(folded.startsWith(` ${asked}`));

function search(query) {
  field.value = query;
  offer([]);
  form.requestSubmit();
}

async function suggest() {
  const typed = field.value;
  const found = await suggested();
  if (typed === field.value && document.activeElement === field) offer(found);
}

function offer(found) {
  options = found;
  menu.replaceChildren(...found.map(option));
  menu.hidden = !found.length;
  field.ariaExpanded = String(found.length > 0);
  offered.textContent = found.length ? fill(words.search_suggested, { n: found.length }) : "";
  reach(-1);
}

function option({ name, kind, n }, index) {
  const made = element("li", { id: `search-option-${index}`, role: "option" }, name);
  if (kind) made.append(" ", element("span", { class: "soft" }, n ? `${kind}, ${n.toLocaleString(language)}` : kind));
  made.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps its focus
  made.addEventListener("click", () => options[index].run());
  return made;
}

function reach(index) {
  active = index;
  [...menu.children].forEach((each, at) => (each.ariaSelected = String(at === index)));
  if (index < 0) return field.removeAttribute("aria-activedescendant");
  field.setAttribute("aria-activedescendant", menu.children[index].id);
  menu.children[index].scrollIntoView({ block: "nearest" });
}

function keyed(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && menu.hidden) suggest();
  else if (step) reach(((active + 1 + step + options.length + 1) % (options.length + 1)) - 1); // through the field itself
  else if (event.key === "Enter" && active >= 0) options[active].run();
  else if (event.key === "Escape" && !menu.hidden) offer([]);
  else return;
  event.preventDefault();
}

/* Address and events */

function atLeisure() {
  clearTimeout(leisure);
  if (files.offline) leisure = setTimeout(() => import(files.offline), LEISURE);
}

function queryOfAddress() {
  return new URLSearchParams(location.search).get("q") ?? "";
}

function addressOf(query) {
  const address = new URL(location.href);
  address.hash = "";
  if (query) address.searchParams.set("q", query);
  else address.searchParams.delete("q");
  return address;
}

byId("no-script").hidden = true; // where the style sheet cannot know that scripts run
field.addEventListener("focus", () => {
  if (!finder) begin();
  if (field.value.trim()) knownPages();
  else suggest();
});
addEventListener("load", atLeisure);
field.addEventListener("input", () => {
  atLeisure();
  clearTimeout(timer);
  answer(new Promise((done) => (timer = setTimeout(done, PAUSE))));
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  const query = field.value.trim();
  if (query !== settled) {
    history.replaceState(null, "", addressOf(settled));
    history.pushState(null, "", addressOf(query));
    settled = query;
  }
  if (matchMedia("(pointer: coarse)").matches) field.blur(); // puts the keyboard away
  answer();
});
panel.addEventListener("toggle", beginNarrowing);
sorting.addEventListener("change", beginNarrowing);
addEventListener("popstate", () => {
  if (queryOfAddress() === field.value.trim()) return; // a tab: only the place on the page changed
  settled = field.value = queryOfAddress();
  answer();
});

if (settled) {
  field.value = settled;
  answer();
} else if (document.activeElement === field) begin();

form.append(menu, offered);
Object.assign(field, { role: "combobox", ariaAutoComplete: "list", ariaExpanded: "false" });
field.setAttribute("aria-controls", menu.id);
field.addEventListener("input", suggest);
field.addEventListener("keydown", keyed);
field.addEventListener("blur", () => offer([]));
form.addEventListener("submit", () => (searched(), offer([])));
byId("hits").addEventListener("click", (event) => event.target.closest("a") && searched());
