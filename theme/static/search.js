/* The search page: words typed → results, from the Pagefind bundle that etalase/search.py makes.
   Nothing is loaded before the field has focus or the address brings a query. Text goes in as text, never as HTML. */

const STEP = 12;
const PAUSE = 150; // ms after the last key
const MOST_WORDS = 8;
const WEIGHTS = { title: 10, other: 6, kata: 5, labels: 3, where: 2, near: 0.4 }; // the fields of search.py
const WEAK = 0.1; // of the best score: what only `near` finds is left out when a name or label matches
const FUNCTION_WORDS = new Set("atau dan dari dengan di ke pada untuk yang and for from in of or the to with".split(" "));
const KINDS = ["product", "group"];

const byId = (id) => document.getElementById(`search-${id}`);
const { bundle, words } = JSON.parse(byId("data").textContent);
const language = document.documentElement.lang;
const form = document.querySelector("form.search-field.large");
const field = form.elements.q;
const plainTitle = document.title;

let engine; // a promise of Pagefind
let failures = 0;
let turn = 0; // of the latest query; answers to earlier ones are dropped
let timer;
let settled = queryOfAddress(); // the query the Back button returns to

function load() {
  engine ??= start().catch((error) => {
    engine = undefined;
    failures += 1;
    throw error;
  });
  return engine;
}

async function start() {
  // A browser remembers that a module failed, so another try needs another address.
  const pagefind = await import(`${bundle}pagefind.js${failures ? `?${failures}` : ""}`);
  const baseUrl = new URL("..", new URL(bundle, location.href)).pathname;
  await pagefind.options({ basePath: bundle, baseUrl, ranking: { metaWeights: WEIGHTS } });
  await pagefind.init();
  return pagefind;
}

/* Words */

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function wordsOf(query) {
  const all = [...new Set(fold(query).match(/[\p{L}\p{N}]{2,}/gu) ?? [])].slice(0, MOST_WORDS);
  const telling = all.filter((word) => !FUNCTION_WORDS.has(word));
  return telling.length ? telling : all;
}

const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);

function count(key, n) {
  const text = words[key] ?? words[`${key}_${n === 1 ? "one" : "other"}`];
  return fill(text, { n, shown: n.toLocaleString(language) });
}

/* Asking */

/* A word as it stands, which the index has behind a `_`, also half typed; else its stem; undefined when it has neither. */
async function termOf(pagefind, word) {
  for (const term of [`_${word}`, word]) {
    if ((await pagefind.search(term)).results.length) return term;
  }
}

/* Results of each kind for as many of the words as have any together; what stands for the thing itself goes last:
   Indonesian has it in front (kursi rotan), English behind (rattan chair). */
async function find(pagefind, query) {
  const asked = wordsOf(query);
  const terms = await Promise.all(asked.map((word) => termOf(pagefind, word)));
  const kept = asked.map((word, index) => ({ word, term: terms[index] })).filter(({ term }) => term);
  while (kept.length) {
    const term = kept.map((each) => each.term).join(" ");
    const found = await Promise.all(KINDS.map((kind) => pagefind.search(term, { filters: { kind } })));
    const [products, groups] = found.map(({ results }) => results.filter(({ score }) => score >= WEAK * results[0].score));
    const used = kept.map((each) => each.word);
    if (products.length || groups.length) return { products, groups, used, unused: asked.filter((word) => !used.includes(word)) };
    if (language === "id") kept.pop();
    else kept.shift();
  }
  return { products: [], groups: [], used: [], unused: asked };
}

async function answer() {
  const mine = ++turn;
  const query = field.value.trim();
  document.title = query ? `${query} · ${plainTitle}` : plainTitle;
  if (!wordsOf(query).length) return show({});
  say(words.search_loading, byId("hits").hidden ? "small soft" : "visually-hidden");
  try {
    const found = await find(await load(), query);
    if (mine !== turn) return;
    const first = await Promise.all([found.products, found.groups].map((results) => dataOf(results, 0)));
    if (mine === turn) present(query, found, first);
  } catch (error) {
    if (mine !== turn) return;
    engine = undefined; // a new version of the site may have replaced the bundle: begin again
    failures += 1;
    show({});
    say(words.search_failed, "hint");
    console.warn(error);
  }
}

const dataOf = (results, from) => Promise.all(results.slice(from, from + STEP).map((result) => result.data()));

/* Showing */

function say(text, className) {
  byId("status").className = className;
  byId("status").textContent = text;
}

function show({ hits = false, none = "", hint = "" }) {
  byId("hits").hidden = byId("tabs").hidden = !hits;
  byId("start").hidden = hits;
  byId("none").hidden = byId("none-hint").hidden = !none;
  byId("lead").hidden = Boolean(none);
  byId("none").textContent = none;
  byId("hint").hidden = !hint;
  byId("hint").textContent = hint;
  say("", "visually-hidden");
}

function present(query, { products, groups, used, unused }, [firstProducts, firstGroups]) {
  if (!used.length) {
    const none = fill(words.search_none, { query });
    show({ none });
    return say(none, "visually-hidden");
  }
  const hint = unused.length ? fill(words.search_partly, { missing: unused.join(" "), query: used.join(" ") }) : "";
  show({ hits: true, hint });
  list("product", products, firstProducts, used);
  list("group", groups, firstGroups, used);
  lead((groups[0]?.score ?? 0) > (products[0]?.score ?? 0) ? ["group", "product"] : KINDS);
  const facts = { products: count("products_n", products.length), groups: count("groups_n", groups.length) };
  say(`${hint} ${fill(words.search_found, facts)}`.trim(), "visually-hidden");
}

/* The kind that answers best comes first and has the wide column. */
function lead(order) {
  for (const kind of order) {
    const section = byId(kind);
    const isFirst = kind === order[0];
    section.className = isFirst ? "search-results" : "search-aside";
    byId(`${kind}-name`).className = isFirst ? "visually-hidden" : "title";
    const tab = byId("tabs").querySelector(`[href="#${section.id}"]`);
    tab.toggleAttribute("aria-current", isFirst);
    if (isFirst) tab.setAttribute("aria-current", "true");
    if (section.parentElement.lastElementChild !== section) section.parentElement.append(section);
    if (tab.parentElement.lastElementChild !== tab) tab.parentElement.append(tab);
  }
}

function list(kind, results, first, used) {
  const section = byId(kind);
  const tab = byId("tabs").querySelector(`[href="#${section.id}"]`);
  section.hidden = tab.hidden = !results.length;
  tab.querySelector("span").textContent = results.length.toLocaleString(language);
  const hits = section.querySelector("ul");
  const more = section.querySelector("button");
  hits.replaceChildren(...first.map((data) => hit(data, used)));
  more.hidden = results.length <= first.length;
  more.onclick = async () => {
    const mine = turn;
    const shown = hits.children.length;
    const next = (await dataOf(results, shown)).map((data) => hit(data, used));
    if (mine !== turn || hits.children.length !== shown) return;
    hits.append(...next);
    more.hidden = results.length <= hits.children.length;
    next[0]?.querySelector("a").focus();
  };
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function hit({ url, filters }, used) {
  const shown = JSON.parse(filters.shown[0]);
  const text = element("div", {}, element("h3", {}, element("a", { href: url }, ...marked(shown.name, used))));
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

/* Address and events */

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

field.addEventListener("focus", () => load().catch(() => {}));
field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    history.replaceState(null, "", addressOf(field.value.trim()));
    answer();
  }, PAUSE);
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
addEventListener("popstate", () => {
  settled = field.value = queryOfAddress();
  answer();
});

if (settled) {
  field.value = settled;
  answer();
} else if (document.activeElement === field) load().catch(() => {});
