/* The search page: words typed → results, from the Pagefind bundle that etalase/search.py makes.
   Nothing is loaded before the field has focus or the address brings a query. Text goes in as text, never as HTML. */

const STEP = 12; // results at a time
const ASIDE = 4; // of the kind that answers less well, at first
const PAUSE = 150; // ms after the last key
const MOST_WORDS = 8;
const WEIGHTS = { title: 10, other: 6, kata: 5, labels: 3, where: 2, kin: 0.9 }; // the fields of search.py
const NEAR = 0.4; // its other words
const WEAK = 0.1; // of the best score: what is only akin or near is left out where a name matches
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
  await pagefind.options({ basePath: bundle, baseUrl });
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

/* For each kind, what has a word: results by id, with the weight of the best field it stands in. The index has words behind
   a `_`, found also half typed; for others Pagefind looks for the stem. Its own score is not used: it counts a field once
   more for each word that begins alike (basket, basketry; https://github.com/Pagefind/pagefind/issues/1127). */
async function resultsOf(pagefind, word) {
  for (const term of [`_${word}`, word]) {
    const found = await Promise.all(KINDS.map((kind) => pagefind.search(term, { filters: { kind } })));
    if (found.some(({ results }) => results.length)) {
      return found.map(({ results }) => new Map(results.map((result) => [result.id, { result, weight: weightOf(result) }])));
    }
  }
}

const weightOf = ({ matchedMetaFields }) => Math.max(NEAR, ...(matchedMetaFields ?? []).map((name) => WEIGHTS[name] ?? 0));

/* What has every one of the words, best first. */
function together([first, ...rest]) {
  const scored = [];
  for (const [id, { result, weight }] of first) {
    const others = rest.map((found) => found.get(id)?.weight);
    if (others.every(Boolean)) scored.push({ result, score: others.reduce((sum, other) => sum + other, weight) });
  }
  scored.sort((a, b) => b.score - a.score);
  return scored.filter(({ score }) => score >= WEAK * scored[0].score);
}

/* Results of each kind for as many of the words as have any together. What stands for the thing itself goes last:
   Indonesian has it in front (kursi rotan), English behind (rattan chair). */
async function find(pagefind, query) {
  const asked = wordsOf(query);
  const found = await Promise.all(asked.map((word) => resultsOf(pagefind, word)));
  const kept = asked.map((word, index) => ({ word, results: found[index] })).filter(({ results }) => results);
  while (kept.length) {
    const [products, groups] = KINDS.map((_, kind) => together(kept.map(({ results }) => results[kind])));
    if (products.length || groups.length) {
      const used = kept.map(({ word }) => word);
      return { products, groups, used, unused: asked.filter((word) => !used.includes(word)) };
    }
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
  if (byId("hits").hidden) say(words.search_loading, "small soft");
  try {
    const found = await find(await load(), query);
    if (mine !== turn) return;
    const numbers = groupsLead(found) ? [ASIDE, STEP] : [STEP, ASIDE];
    const first = await Promise.all([found.products, found.groups].map((results, kind) => dataOf(results, 0, numbers[kind])));
    if (mine === turn) present(query, found, first);
  } catch (error) {
    if (mine === turn) fail(error);
  }
}

/* A new version of the site may have replaced the bundle, so the next try begins again. */
function fail(error) {
  engine = undefined;
  failures += 1;
  show({});
  say(words.search_failed, "hint");
  console.warn(error);
}

const groupsLead = ({ products, groups }) => (groups[0]?.score ?? 0) > (products[0]?.score ?? 0);

const dataOf = (results, from, n) => Promise.all(results.slice(from, from + n).map(({ result }) => result.data()));

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

function present(query, found, [firstProducts, firstGroups]) {
  const { products, groups, used, unused } = found;
  if (!used.length) {
    const none = fill(words.search_none, { query });
    show({ none });
    return say(none, "visually-hidden");
  }
  const hint = unused.length ? fill(words.search_partly, { missing: unused.join(" "), query: used.join(" ") }) : "";
  show({ hits: true, hint });
  list("product", products, firstProducts, used);
  list("group", groups, firstGroups, used);
  lead(groupsLead(found) ? ["group", "product"] : KINDS);
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
    if (isFirst) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
  const [first] = order;
  byId("hits").prepend(byId(first));
  byId("tabs").prepend(byId("tabs").querySelector(`[href="#search-${first}"]`));
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
    const data = await dataOf(results, shown, STEP).catch(fail);
    if (!data || mine !== turn || hits.children.length !== shown) return;
    const next = data.map((each) => hit(each, used));
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

byId("no-script").hidden = true; // where the style sheet cannot know that scripts run
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
  if (queryOfAddress() === field.value.trim()) return; // a tab: only the place on the page changed
  settled = field.value = queryOfAddress();
  answer();
});

if (settled) {
  field.value = settled;
  answer();
} else if (document.activeElement === field) load().catch(() => {});
