/* The search page: words typed → results, found in the Pagefind bundle that etalase/search.py makes, shown from the files
   that etalase/exports/results.py makes. Nothing is loaded before the field has focus or the address brings a query. Text goes in as text, never as HTML. */

const FIRST = 6; // results of both kinds: a browser asks a host for six files at a time
const STEP = 12; // when the end of those is seen, and then at a time
const ASIDE = 4; // of the kind that answers less well
const PAUSE = 80; // ms after the last key
const TELLING = 3; // letters, from which on a word is looked for while more are typed
const MOST_WORDS = 8;
const WEIGHTS = { title: 10, other: 6, kata: 5, labels: 3, where: 2, kin: 0.9, near: 0.4 }; // the fields of search.py
const NEAR_MARK = "ː"; // before the words of its last field
const OF_GROUP = "group_"; // before the names of a group's fields
const WEAK = 0.1; // of the best score: what is only akin or near is left out where a name matches
const PREFIXED = /^(meny|meng|mem|men|me|peny|peng|pem|pen|per|pe|ber|ter|di)(.{4,})/;
const EATEN = { meny: "s", meng: "k", mem: "p", men: "t", peny: "s", peng: "k", pem: "p", pen: "t" }; // menenun: tenun
const ENDED = /^(.{4,}?)(?:nya|kan|an|i|ings?|ers?|ed|es?|s|y)$/;
const FUNCTION_WORDS = new Set("atau dan dari dengan di ke pada untuk yang and for from in of or the to with".split(" "));
const KINDS = ["product", "group"];
const KEPT = 8; // searches
const PLACES = 5; // pages, and words, that are suggested at most
const WORDS = 3;
const STORE = "etalase-search";
const IN_FILE = 4; // records, neighbours by number
const SHORTEST_MENDED = 4; // letters; a shorter word is one letter away from too many
const LONG = 7; // letters from which on two may be wrong
const OLD_SPELLING = [[/tj/g, "c"], [/dj/g, "j"], [/nj/g, "ny"], [/sj/g, "sy"], [/oe/g, "u"]]; // before 1972 and 1947, as in words.py
const ALIKE = [...OLD_SPELLING, [/kh|ch|q/g, "k"], [/[fv]/g, "p"], [/[zx]/g, "s"], [/y/g, "j"], [/(.)\1+/g, "$1"]]; // to the ear

const byId = (id) => document.getElementById(`search-${id}`);
const { bundle, results: folder, facets, suggestions, words } = JSON.parse(byId("data").textContent);
const language = document.documentElement.lang;
const form = document.querySelector("form.search-field.large");
const field = form.elements.q;
const plainTitle = document.title;
const panel = document.getElementById("saring");
const sorting = document.getElementById("urut");
const menu = element("ul", { id: "search-suggested", class: "suggested", role: "listbox", "aria-label": words.search_suggestions });
const offered = element("p", { class: "visually-hidden", role: "status" }); // how many are suggested

const loaded = new Map(); // promises of files by name
const answered = new Map(); // promises of what has a word
let engine; // a promise of Pagefind
let vocabulary; // a promise of every word that finds something, the commonest first
let pages; // a promise of those that are suggested
let failures = 0;
let preparing; // a promise
let turn = 0; // of the latest query; answers to earlier ones are dropped
let timer;
let active = -1; // the suggestion that the arrow keys have reached
let options = [];
let settled = queryOfAddress(); // the query the Back button returns to
let isNarrowed = [...new URLSearchParams(location.search).keys()].some((key) => key !== "q");

function load() {
  engine ??= start().catch((error) => {
    engine = undefined;
    failures += 1;
    throw error;
  });
  return engine;
}

async function start() {
  answered.clear();
  // The largest of what Pagefind asks for later; then it comes from the browser's cache.
  fetch(`${bundle}wasm.unknown.pagefind`).catch(() => {});
  // A browser remembers that a module failed, so another try needs another address.
  const pagefind = await import(`${bundle}pagefind.js?${failures}`);
  await pagefind.options({ basePath: bundle });
  await pagefind.init();
  return pagefind;
}

async function get(url, cache) {
  const answer = await fetch(url, { cache });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer;
}

/* Words that find something; none when they cannot be had, and then nothing is mended. */
function knownWords() {
  vocabulary ??= get(`${bundle}words.txt`)
    .then((answer) => answer.text())
    .then((text) => text.split(" ").filter(Boolean).map((word) => ({ word, sound: soundOf(word) })))
    .catch(() => ((vocabulary = undefined), []));
  return vocabulary;
}

/* Pages of terms, places and groups; the field works without. */
function knownPages() {
  pages ??= get(suggestions)
    .then((answer) => answer.json())
    .then((kinds) => Object.entries(kinds).flatMap(([kind, some]) => some.map(([name, href, n]) => ({ name, href, n, kind, folded: ` ${fold(name)}` }))))
    .catch(() => ((pages = undefined), []));
  return pages;
}

/* Words */

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function wordsOf(query) {
  const all = [...new Set(fold(query).match(/[\p{L}\p{N}]{2,}/gu) ?? [])].slice(0, MOST_WORDS);
  const telling = all.filter((word) => !FUNCTION_WORDS.has(word));
  return telling.length ? telling : all;
}

/* The word, and what may be left of it without an affix: penenun → tenun, carving → carv. Pagefind finds what begins with
   that, and where nothing does, the longest word it begins with. On English pages carved and carving are one. */
function formsOf(word) {
  const [, prefix, rest] = word.match(PREFIXED) ?? [];
  const [, beginning] = word.match(ENDED) ?? [];
  const eaten = EATEN[prefix] && EATEN[prefix] + rest;
  const modern = replaced(word, OLD_SPELLING);
  const forms = language === "en" ? [beginning, word, rest, eaten, modern] : [word, rest, eaten, beginning, modern];
  return [...new Set(forms.filter(Boolean))];
}

const replaced = (word, pairs) => pairs.reduce((text, [from, to]) => text.replace(from, to), word);
const soundOf = (word) => replaced(word, ALIKE);

/* The word, or the one that was meant: nothing begins with any of its forms, and another is one or two letters away. */
function mended(word, known) {
  const forms = formsOf(word);
  const isKnown = known.some((each) => forms.some((form) => each.word.startsWith(form)));
  if (isKnown || word.length < SHORTEST_MENDED || /\d/.test(word)) return word;
  const sound = soundOf(word);
  let best = { wrong: word.length < LONG ? 1.6 : 2.6, word };
  for (const each of known) {
    if (Math.abs(each.word.length - word.length) > 2) continue;
    const wrong = (distance(word, each.word) + distance(sound, each.sound)) / 2;
    if (wrong < best.wrong) best = { wrong, word: each.word };
  }
  return best.word;
}

/* How many letters are wrong, missing, too many or changed about: optimal string alignment. */
function distance(a, b) {
  let [before, last] = [[], Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(row[j - 1] + 1, last[j] + 1, last[j - 1] + (same ? 0 : 1));
      if (!same && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length];
}

const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);

function count(key, n) {
  const text = words[key] ?? words[`${key}_${n === 1 ? "one" : "other"}`];
  return fill(text, { n, shown: n.toLocaleString(language) });
}

/* Asking */

/* For each kind, what has a word: results by id, with the weight of the best field it stands in. What is only near counts
   where nothing else has the word. Pagefind's own score is not used: it counts a field once more for each word that begins
   alike (basket, basketry; https://github.com/Pagefind/pagefind/issues/1127). */
function resultsOf(pagefind, word) {
  if (!answered.has(word)) answered.set(word, foundBy(pagefind, word));
  return answered.get(word);
}

async function foundBy(pagefind, word) {
  const forms = formsOf(word);
  for (const term of [...forms, ...forms.map((form) => NEAR_MARK + form)]) {
    const { results } = await pagefind.search(term);
    if (results.length) return byKind(results);
  }
}

function byKind(results) {
  const kinds = KINDS.map(() => new Map());
  for (const { id, matchedMetaFields } of results) {
    const [field] = matchedMetaFields;
    const weights = matchedMetaFields.map((name) => WEIGHTS[name.replace(OF_GROUP, "")]);
    kinds[Number(field.startsWith(OF_GROUP))].set(id, Math.max(...weights));
  }
  return kinds;
}

/* What has every one of the words, best first. */
function together([first, ...rest]) {
  const scored = [];
  for (const [id, weight] of first) {
    const others = rest.map((found) => found.get(id));
    if (others.every(Boolean)) scored.push({ id, score: others.reduce((sum, other) => sum + other, weight) });
  }
  scored.sort((a, b) => b.score - a.score);
  return scored.filter(({ score }) => score >= WEAK * scored[0].score);
}

/* Results of each kind for as many of the words as have any together. What stands for the thing itself goes last:
   Indonesian has it in front (kursi rotan), English behind (rattan chair). */
async function find(pagefind, known, query) {
  const typed = wordsOf(query);
  const asked = typed.map((word) => mended(word, known));
  const wrong = typed.filter((word, index) => word !== asked[index]);
  const found = await Promise.all(asked.map((word) => resultsOf(pagefind, word)));
  const kept = asked.map((word, index) => ({ word, results: found[index] })).filter(({ results }) => results);
  while (kept.length) {
    const [products, groups] = KINDS.map((_, kind) => together(kept.map(({ results }) => results[kind])));
    if (products.length || groups.length) {
      const used = kept.map(({ word }) => word);
      return { products, groups, used, unused: asked.filter((word) => !used.includes(word)), asked, wrong };
    }
    if (language === "id") kept.pop();
    else kept.shift();
  }
  return { products: [], groups: [], used: [] };
}

/* While more is typed, so that what has the words is known by the end. */
async function prepare() {
  for (const word of wordsOf(field.value)) if (word.length >= TELLING) await resultsOf(await load(), word);
}

async function answer() {
  const mine = ++turn;
  const query = field.value.trim();
  document.title = query ? `${query} · ${plainTitle}` : plainTitle;
  if (!wordsOf(query).length) return show({});
  if (byId("hits").hidden) say(words.search_loading, "small soft");
  try {
    const found = await find(...(await Promise.all([load(), knownWords()])), query);
    if (mine !== turn) return;
    byId("bar").hidden = !found.products.length;
    if (!isNarrowed || !found.products.length) return await display(query, found, mine);
    const { narrow } = await import(facets);
    if (mine !== turn) return;
    const left = async (products) => display(query, { ...found, products }, mine).catch(fail);
    await narrow(found.products.map((result) => [numberOf(result), result]), left);
  } catch (error) {
    if (mine === turn) fail(error);
  }
}

async function display(query, found, mine) {
  const kinds = [found.products, found.groups];
  const [product, group] = kinds.map(([first]) => first?.score ?? 0);
  const best = Number(group > product);
  const few = Math.min(FIRST - 1, kinds[best].length);
  const first = await Promise.all(kinds.map((results, kind) => dataOf(results, 0, kind === best ? few : FIRST - few)));
  if (mine !== turn) return;
  const lost = first.some((part) => part.lost);
  if (lost && !first.some(({ shown }) => shown.length)) throw new Error("no result could be loaded");
  present(query, found, first, best);
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
  engine = undefined;
  failures += 1;
  show({});
  say(words.search_failed, "hint");
  console.warn(error);
}

/* What `n` results from a place on show, how far they go, and whether the file of one is lost, which leaves it out. */
async function dataOf(results, from, n) {
  const asked = results.slice(from, from + n);
  const data = await Promise.all(asked.map(shownOf));
  const shown = data.filter(Boolean);
  return { shown, upTo: from + asked.length, lost: shown.length < asked.length };
}

/* A number may have passed to another record since the browser has kept a file. What fails is asked for once more. */
async function shownOf(result) {
  const name = Math.floor(numberOf(result) / IN_FILE).toString(16);
  return (await fileOf(name, "no-cache"))[result.id] ?? (await fileOf(name, "reload"))[result.id];
}

const numberOf = ({ id }) => parseInt(id, 16);

function fileOf(name, cache) {
  const key = name + cache;
  const read = async () => (await get(`${folder}${name}.json`, cache)).json();
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

function present(query, found, first, best) {
  const { products, groups, used, unused, asked, wrong } = found;
  if (!used.length) {
    const none = fill(words.search_none, { query });
    show({ none });
    return say(none, "visually-hidden");
  }
  const partly = unused.length ? fill(words.search_partly, { missing: unused.join(" "), query: used.join(" ") }) : "";
  const meant = wrong.length ? fill(words.search_meant, { missing: wrong.join(" "), query: asked.join(" ") }) : "";
  const hint = meant || partly;
  show({ hits: true, hint: meant ? linked(meant, asked.join(" ")) : [hint] });
  [products, groups].forEach((results, kind) => list(KINDS[kind], results, first[kind], kind === best ? STEP : ASIDE, used));
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

const asking = (query, kind) => ({ name: query, kind, run: () => ask(query) });
const forgetting = { name: words.search_forget, run: () => (remember([]), offer([])) };

async function suggested() {
  const typed = fold(field.value.trimStart());
  if (!typed) {
    const queries = remembered();
    return queries.length ? [...queries.map((query) => asking(query, words.search_recent)), forgetting] : [];
  }
  const [pages, known] = await Promise.all([knownPages(), knownWords()]);
  const asked = typed.trimEnd();
  const places = pages.filter(({ folded }) => folded.includes(` ${asked}`)).sort((a, b) => isFirst(b, asked) - isFirst(a, asked) || b.n - a.n);
  const [, before, last] = typed.match(/^(.*?)([^ ]*)$/);
  const completed = last.length > 1 ? known.filter(({ word }) => word.startsWith(last) && word !== last) : [];
  const named = new Set(places.map(({ folded }) => folded.trim()));
  return [
    ...completed.map(({ word }) => before + word).filter((query) => !named.has(query)).slice(0, WORDS).map((query) => asking(query)),
    ...places.slice(0, PLACES).map((page) => ({ ...page, run: () => location.assign(page.href) })),
  ];
}

const isFirst = ({ folded }, asked) => Number(folded.startsWith(` ${asked}`));

function ask(query) {
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
  field.setAttribute("aria-expanded", String(found.length > 0));
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
  [...menu.children].forEach((each, at) => each.setAttribute("aria-selected", String(at === index)));
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
field.addEventListener("focus", () => (load().catch(() => {}), knownWords(), knownPages(), field.value.trim() || suggest()));
field.addEventListener("input", () => {
  preparing ??= prepare().catch(() => {}).finally(() => (preparing = undefined)); // one at a time, or they would be in the way
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
} else if (document.activeElement === field) load().catch(() => {});

menu.hidden = true;
form.append(menu, offered);
for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", menu.id], ["aria-expanded", "false"]]) field.setAttribute(name, value);

field.addEventListener("input", suggest);
field.addEventListener("keydown", keyed);
field.addEventListener("blur", () => offer([]));
form.addEventListener("submit", () => (searched(), offer([])));
byId("hits").addEventListener("click", (event) => event.target.closest("a") && searched());
