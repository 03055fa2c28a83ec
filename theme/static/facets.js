/* Narrowing a listing: the links of components/facets.html become a form when they are first used. What products have is in
   the files that etalase/exports/facets.py makes; nothing is fetched before that first use, and then only what an open facet
   asks. Options of one facet widen the listing, facets narrow it. All that is chosen stands in the address.

   On the search page it is `search.js` that asks for this file, gives what it found and draws what is left of it. */

const FIRST = 6; // cards, then
const FEW = 3; // at a time while more can be seen
const PAGE = 24; // cards before a button asks for more
const MANY = 9; // options of a facet before the rest is hidden
const OPEN = new Set(["categories", "stock"]);
const SIZES = "(min-width: 100rem) 20rem, (min-width: 60rem) 22vw, (min-width: 40rem) 30vw, 37vw"; // as in card.html

const panel = document.getElementById("saring");
const results = document.querySelector(".results");
const status = document.getElementById("jumlah");
const sorting = document.getElementById("urut");
const chips = document.querySelector(".chosen");
const badge = document.querySelector(".filter-button .count");
const title = document.querySelector("h1");
const crumb = document.querySelector(".breadcrumbs [aria-current]");
const { index: address, here, start, order: stamp, loading, failed } = panel.dataset;
const language = document.documentElement.lang;
const isAside = ({ ctrlKey, metaKey, shiftKey }) => ctrlKey || metaKey || shiftKey; // a click for another window
const isSheet = () => panel.matches(":popover-open"); // on phones
const path = location.pathname; // of the page as it was served, to which Back may return
const served = [results, status, title, crumb].map((each) => [each, [...(each?.childNodes ?? [])]]);
const pieces = [...document.querySelectorAll(".results .piece")];
const tab = document.title;
const isSearch = start === "q";
const isListing = results.closest(".listing"); // and not the foot of a page that has more to say
const standard = sorting.options[0].value;

let index; // of the files, once it is there
let ready; // a promise of it
let facets; // by name: what the index says, its place in the panel, its options when they are there
let state; // values chosen by facet, price ends, order, how many cards
let position; // of the phone: latitude and longitude
let found; // products that answer, in order
let asked; // of a search: the products it found, best first
let drawResults; // what shows them
let watcher; // of the foot of the results
let drawn = location.pathname; // the address whose cards are there
let turn = 0; // of the latest answer; earlier ones are dropped
const columns = new Map(); // promises by name
const shards = new Map(); // promises by number
const orders = new Map(); // all products in an order, by its name
const own = new Map(); // cards that came with the page, by product

/* Files */

async function unpack(url, cache) {
  const answer = await fetch(url, { cache });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  const whole = new Response(answer.body.pipeThrough(new DecompressionStream("deflate-raw")));
  return new Uint8Array(await whole.arrayBuffer());
}

const parsed = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

function kept(map, key, make) {
  if (!map.has(key)) map.set(key, make().catch((error) => (map.delete(key), Promise.reject(error))));
  return map.get(key);
}

const column = (name) => kept(columns, name, () => unpack(index.columns[name], "default"));

function ints(bytes, n = index.products) {
  const values = new Uint32Array(n);
  for (let at = 0; at < bytes.length; at++) values[at % n] |= bytes[at] << (8 * Math.floor(at / n));
  return values;
}

function postings(bytes) {
  const lists = [];
  for (let at = 0; at < bytes.length; at++) {
    const list = [];
    for (let last = -1; bytes[at]; at++) {
      if (bytes[at] === 255) last += 254;
      else list.push((last += bytes[at]));
    }
    lists.push(list);
  }
  return lists;
}

/* Exact prices of the products in some classes; a file has those of a few classes. */
async function prices(classes) {
  const kinds = ints(await column("price"));
  const exact = new Uint32Array(index.products);
  const partOf = (kind) => Math.floor(kind / index.part);
  const read = async (part) => {
    const above = await column(`price-${part}`);
    const some = [...kinds.keys()].filter((i) => kinds[i] && partOf(kinds[i] - 1) === part);
    const [rest, thousands] = [above.subarray(0, 2 * some.length), above.subarray(2 * some.length)].map((bytes) => ints(bytes, some.length));
    some.forEach((i, at) => (exact[i] = index.prices[kinds[i] - 1][0] + 1000 * thousands[at] + rest[at]));
  };
  await Promise.all([...new Set(classes.map(partOf))].map(read));
  return exact;
}

/* What products have: for each option of a facet the products that have it. */

function load(facet) {
  return (facet.loaded ??= read(facet).catch((error) => ((facet.loaded = undefined), Promise.reject(error))));
}

async function read(facet) {
  const bytes = await column(facet.column);
  if (facet.kind === "range") return (facet.classes = ints(bytes));
  let { options } = facet;
  let lists = options.map(() => []);
  if (facet.kind === "many") lists = postings(bytes);
  else if (facet.kind === "one") ints(bytes).forEach((option, i) => lists[option].push(i));
  else if (facet.kind === "place") {
    const table = parsed(await column(facet.name === "groups" ? "makers" : "places"));
    const above = (place) => (facet.name === "kecamatan" ? `${valueOf(...table.kabupaten[place])}.` : "");
    options = table[facet.name].map(([label, rest, place]) => [above(place) + valueOf(label, rest), label]);
    lists = options.map(() => []);
    ints(bytes).forEach((maker, i) => lists[table.of ? table.of[facet.name][maker] : maker]?.push(i));
  } else {
    const values = ints(bytes);
    const holds = facet.kind === "most" ? (value, limit) => value <= limit : (value, limit) => value >= limit;
    values.forEach((value, i) => options.forEach(([limit], at) => holds(value, Number(limit)) && lists[at].push(i)));
  }
  facet.options = options
    .map(([value, label], at) => ({ value, label, list: lists[at] }))
    .filter(({ list, value }) => list.length || state.chosen[facet.name]?.has(value));
  if (facet.kind === "place") facet.options.sort((a, b) => b.list.length - a.list.length || (a.label < b.label ? -1 : 1));
}

/* A slug mostly follows from its label, and only what is after that is in the file. */
const valueOf = (label, rest) => (rest[0] === "=" ? rest.slice(1) : label.toLowerCase().replace(/[^a-z0-9]+/g, "-") + rest);

/* Choosing */

const isActive = (facet) => (facet.kind === "range" ? state.low || state.high : state.chosen[facet.name]?.size);
const active = () => [...facets.values()].filter(isActive);

function mask(facet) {
  const holds = new Uint8Array(index.products);
  for (const { value, list } of facet.options) if (state.chosen[facet.name].has(value)) for (const i of list) holds[i] = 1;
  return holds;
}

/* Of most products their class tells whether the price is between the ends; exact ones are only fetched where it does not. */
async function priced(facet) {
  const [low, high] = [state.low, state.high || Infinity];
  const inside = index.prices.map(([least, most]) => (least >= low && most <= high ? 1 : most < low || least > high ? 0 : 2));
  const exact = await prices([...inside.keys()].filter((kind) => inside[kind] === 2));
  return facet.classes.map((kind, i) => {
    const answer = kind ? inside[kind - 1] : 0;
    return answer === 2 ? exact[i] >= low && exact[i] <= high : answer;
  });
}

async function inOrder(sort) {
  if (sort === "best") return [...asked];
  if (orders.has(sort)) return orders.get(sort);
  const newest = Array.from({ length: index.products }, (_, i) => index.products - 1 - i);
  const by = (values) => newest.sort((a, b) => (values[a] === values[b] ? 0 : values[a] - values[b]));
  if (sort === "name") by(ints(await column("name")));
  else if (sort === "soonest") by(ints(await column("days")));
  else if (sort === "nearest") by(await distances());
  else if (sort !== "newest") {
    const turned = sort === "cheapest" ? 1 : -1;
    by([...(await prices([...index.prices.keys()]))].map((amount) => (amount ? turned * amount : Infinity)));
  }
  orders.set(sort, newest);
  return newest;
}

/* Squares of degrees, narrower away from the equator: all that an order needs. */
async function distances() {
  const [makers, points] = [ints(await column("groups")), parsed(await column("points"))];
  const narrow = Math.cos((position[0] * Math.PI) / 180);
  const far = points.map(([lat, long]) => (lat === undefined ? Infinity : (lat - position[0]) ** 2 + ((long - position[1]) * narrow) ** 2));
  return [...makers].map((maker) => far[maker]);
}

async function answer() {
  const mine = ++turn;
  try {
    const used = active();
    const open = [...facets.values()].filter((facet) => facet.place.open);
    await Promise.all([...used, ...open].map(load));
    const order = await inOrder(state.sort);
    const masks = await Promise.all(used.map((facet) => (facet.kind === "range" ? priced(facet) : mask(facet))));
    if (mine !== turn) return;
    if (asked) masks.push(Uint8Array.from({ length: index.products }, (_, i) => asked.has(i)));
    const misses = new Uint8Array(index.products); // how many facets a product does not answer, and the last of them
    const missed = new Uint8Array(index.products);
    masks.forEach((holds, at) => {
      for (let i = 0; i < holds.length; i++) if (!holds[i]) (misses[i]++, (missed[i] = at));
    });
    found = order.filter((i) => !misses[i]);
    for (const facet of facets.values()) facet.isStale = !open.includes(facet);
    for (const facet of open) {
      const own = used.indexOf(facet);
      fill(facet, misses.map((n, i) => !n || (n === 1 && missed[i] === own)));
    }
    await present(used);
  } catch (error) {
    if (mine === turn) fail(error);
  }
}

/* A new version of the site may have taken the place of the one the index tells of. */
function fail(error) {
  drawn = undefined;
  ready = undefined;
  status.textContent = failed;
  console.warn(error);
}

/* The panel */

const fillIn = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);

const shown = new Intl.NumberFormat(language).format;

function count(n, key = "products_n") {
  return fillIn(index.words[key] ?? index.words[`${key}_${n === 1 ? "one" : "other"}`], { n, shown: shown(n) });
}

const rupiah = (amount) => `Rp${amount.toLocaleString("id")}`;

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function build() {
  const opened = new Set([...panel.querySelectorAll(".facet[open]")].map((each) => each.dataset.facet));
  const form = element("form");
  for (const facet of facets.values()) {
    const isOpen = OPEN.has(facet.name) || opened.has(facet.name) || isActive(facet);
    facet.isStale = !isOpen;
    facet.body = element("fieldset", {}, element("legend", { class: "visually-hidden" }, facet.label));
    facet.place = element("details", { class: "facet", "data-facet": facet.name, ...(isOpen && { open: "" }) });
    facet.place.append(element("summary", { class: "facet-title" }, facet.label), facet.body);
    facet.place.addEventListener("toggle", () => facet.place.open && facet.isStale && answer());
    form.append(facet.place);
  }
  form.append(element("p", { class: "facets-apply" }, element("button", { class: "button", type: "submit" })));
  form.addEventListener("submit", (event) => (event.preventDefault(), isSheet() && panel.hidePopover()));
  panel.replaceChildren(panel.firstElementChild, form);
}

function fill(facet, isOpen) {
  if (facet.kind === "range") return (facet.filled ??= slider(facet)).show();
  facet.filled ??= rows(facet);
  const isLong = facet.options.length > MANY;
  let [seen, more] = [0, 0];
  for (const { value, list, box, row, number } of facet.options) {
    let n = 0;
    for (const i of list) n += isOpen[i];
    box.checked = Boolean(state.chosen[facet.name]?.has(value));
    box.disabled = !n && !box.checked;
    row.hidden = isLong && (box.disabled || (seen >= MANY && !facet.isWhole && !box.checked));
    if (!row.hidden) (seen++, (number.textContent = shown(n))); // of hundreds of groups few are seen
    else if (!box.disabled) more++;
  }
  facet.more.hidden = !more;
  facet.more.textContent = fillIn(index.words.facet_more, { n: more });
}

function rows(facet) {
  for (const option of facet.options) {
    option.box = element("input", { type: "checkbox", name: facet.parameter, value: option.value, autocomplete: "off" });
    option.number = element("span", { class: "n" });
    option.row = element("label", { class: "option" }, option.box, element("span", { class: "name" }, option.label), " ", option.number);
    option.box.addEventListener("change", () => choose(facet.name, option.value, option.box.checked));
    facet.body.append(option.row);
  }
  facet.more = element("button", { class: "facet-more", type: "button" });
  facet.more.addEventListener("click", async () => {
    const first = facet.options.find(({ row, box }) => row.hidden && !box.disabled);
    facet.isWhole = true;
    await answer();
    first.box.focus();
  });
  facet.body.append(facet.more);
  return true;
}

function choose(name, value, isChosen) {
  const values = (state.chosen[name] ??= new Set());
  values[isChosen ? "add" : "delete"](value);
  return go();
}

/* Two thumbs over the classes of prices, and two fields for any price between. */
function slider(facet) {
  const top = index.prices.length - 1;
  const ends = ["low", "high"].map((end, at) => {
    const label = index.words[`price_${end}`];
    const thumb = element("input", { type: "range", min: 0, max: top, "aria-label": label });
    const field = element("input", { inputmode: "numeric", autocomplete: "off", placeholder: index.prices[at * top][at].toLocaleString("id") });
    const wrong = element("span", { class: "error", id: `harga-${end}`, role: "alert" });
    const set = (amount, isEnd) => (state[end] = isEnd ? 0 : amount);
    thumb.addEventListener("input", () => {
      const [low, high] = ends.map((each) => Number(each.thumb.value));
      if (low > high) thumb.value = at ? low : high;
      set(index.prices[thumb.value][at], Number(thumb.value) === at * top);
      answer();
    });
    thumb.addEventListener("change", go);
    const typed = () => field.value.replace(/[Rr]p|[\s.,]/g, "");
    field.addEventListener("input", () => {
      const kind = index.prices.findIndex(([, most]) => most >= typed());
      if (kind >= 0) prices([kind]).catch(() => {}); // at hand when it is asked for
    });
    field.addEventListener("change", () => {
      const digits = typed();
      const isWrong = /\D/.test(digits);
      wrong.textContent = isWrong ? index.words.price_wrong : "";
      field.toggleAttribute("aria-invalid", isWrong);
      if (isWrong) return field.setAttribute("aria-describedby", wrong.id);
      set(Number(digits), false);
      if (state.high && state.low > state.high) [state.low, state.high] = [state.high, state.low];
      go();
    });
    return { end, at, thumb, field, label, wrong };
  });
  const track = element("div", { class: "price-track" }, ...ends.map(({ thumb }) => thumb));
  const fields = ends.map(({ field, label, wrong }) => element("p", { class: "field" }, element("label", {}, element("span", {}, label), field), wrong));
  facet.body.append(track, element("div", { class: "range" }, ...fields));
  function show() {
    for (const { end, at, thumb, field } of ends) {
      const amount = state[end];
      const place = at ? index.prices.findLastIndex(([least]) => least <= amount) : index.prices.findIndex(([, most]) => most >= amount);
      thumb.value = amount ? Math.max(0, place) : at * top;
      thumb.setAttribute("aria-valuetext", rupiah(amount || index.prices[at * top][at]));
      field.value = amount ? amount.toLocaleString("id") : "";
      track.style.setProperty(`--${end}`, thumb.value / (top || 1));
    }
  }
  return { show };
}

/* Results */

function present(used) {
  const total = count(asked?.size ?? index.products);
  const isElsewhere = pathOf(state) !== here;
  for (const [each, nodes] of served.slice(2)) each?.replaceChildren(...(isElsewhere ? [index.words.products] : nodes));
  if (!asked) document.title = isElsewhere ? tab.replace(/.*(?= \|)/s, index.words.products) : tab;
  status.textContent = used.length ? fillIn(index.words.shown_of, { n: shown(found.length), products: total }) : total;
  panel.querySelector("[type=submit]").textContent = fillIn(index.words.show_products, { products: count(found.length) });
  sorting.value = state.sort;
  const chosen = used.flatMap(chosenOf);
  badge.hidden = chips.hidden = !chosen.length;
  badge.textContent = chosen.length;
  chips.replaceChildren(...[...chosen, clear("clear")].map((each) => element("li", {}, each)));
  if (asked) {
    results.replaceChildren(...(found.length ? [] : [nothing()]));
    return isSheet() || drawResults(found);
  }
  const wanted = location.pathname === path && addressOf(state) === here ? path : addressOf(state);
  if (isSheet() || drawn === wanted) return;
  drawn = wanted;
  if (drawn !== path) return draw();
  for (const [each, nodes] of served) each?.replaceChildren(...nodes);
}

function chosenOf(facet) {
  if (facet.kind !== "range") {
    const options = facet.options.filter(({ value }) => state.chosen[facet.name].has(value));
    return options.map(({ value, label }) => chip(label, (next) => next.chosen[facet.name].delete(value)));
  }
  const key = state.low && state.high ? "price_between" : state.low ? "price_least" : "price_most";
  const text = fillIn(index.words[key], { low: rupiah(state.low), high: rupiah(state.high) });
  return [chip(text, (next) => Object.assign(next, { low: 0, high: 0 }))];
}

function chip(text, without) {
  const made = link("chip", text, without);
  made.prepend(element("span", { class: "visually-hidden" }, `${index.words.filter_remove} `));
  return made;
}

const clear = (className) => link(className, index.words.clear_all, (next) => Object.assign(next, { chosen: {}, low: 0, high: 0 }));

function link(className, text, change) {
  const next = { ...state, chosen: structuredClone(state.chosen) };
  change(next);
  const made = element("a", { class: className, href: addressOf(next) }, text);
  made.addEventListener("click", async (event) => {
    if (isAside(event)) return;
    event.preventDefault();
    const at = [...chips.children].indexOf(made.parentNode);
    state = next;
    await go();
    (chips.hidden ? status : (chips.children[at] ?? chips.lastChild).firstChild).focus();
  });
  return made;
}

const nothing = () => element("div", { class: "empty" }, element("p", { class: "lead" }, index.words.filter_none), clear("arrow"));

async function draw() {
  const mine = turn;
  if (!own.size) keepOwn();
  const heading = served[0][1].filter(({ localName }) => localName === "h2");
  if (!found.length) return results.replaceChildren(...heading, nothing());
  const list = element("ul", { class: "pieces" });
  const more = element("button", { class: "button button-quiet", type: "button" }, index.words.show_more);
  const foot = element("p", { class: "search-more" });
  state.cards = Math.max(PAGE, state.cards);
  const rest = () => Math.min(state.cards, found.length) - list.children.length;
  const add = async () => {
    const first = list.children.length;
    const cards = await Promise.all(found.slice(first, first + Math.min(first ? FEW : FIRST, rest())).map(cardOf));
    if (mine === turn && list.children.length === first) list.append(...cards);
    foot.replaceChildren(...(rest() || list.children.length === found.length ? [] : [more]));
  };
  const extend = async (reach) => {
    while (mine === turn && rest() > 0 && foot.getBoundingClientRect().top < reach * innerHeight) await add();
  };
  more.addEventListener("click", async () => {
    const first = list.children.length;
    history.replaceState({ cards: (state.cards += PAGE) }, "");
    await add().then(() => extend(1)).catch(fail);
    list.children[first]?.querySelector("a").focus();
  });
  await add();
  if (mine !== turn) return;
  results.replaceChildren(...heading, list, foot);
  watcher?.disconnect();
  await extend(1);
  watcher = new IntersectionObserver(() => extend(1.2).catch(fail), { rootMargin: "20%" });
  addEventListener("scroll", () => watcher.observe(foot), { once: true }); // who does not scroll needs no more
}

/* The page came with the newest of its products, which are known by their place if the index is of the same products. */
function keepOwn() {
  if (stamp !== index.order || path !== here) return;
  const list = startValue ? facets.get(startName)?.options.find(({ value }) => value === startValue)?.list : [...Array(index.products).keys()];
  if (list) pieces.forEach((piece, at) => own.set(list.at(-1 - at), piece));
}

async function cardOf(i) {
  if (own.has(i)) return own.get(i).cloneNode(true);
  const number = Math.floor(i / index.shard).toString(16);
  const cards = await kept(shards, number, () => unpack(address.replace("index", number), "no-cache").then(parsed));
  return card(...cards[i % index.shard]);
}

/* As components/card.html has it. */
function card(name, slug, label, price, per, stock, days, ...photo) {
  const piece = element("li", { class: `piece${stock === "out" ? " is-out" : ""}` });
  const lines = label.split("\n").flatMap((line, at) => (at ? [element("br"), line] : [line]));
  const amount = element("p", { class: "price" }, price, ...(per ? [" ", element("span", {}, `/ ${per}`)] : []));
  const words = stock === "order" && days ? count(days, "stock_order_days") : index.words[`stock_${stock}`];
  piece.append(
    element("a", { href: `${index.links}${valueOf(name, slug)}/` }, picture(...photo), element("h3", {}, name)),
    element("p", { class: "label" }, ...lines),
    amount,
    element("p", { class: `stock stock-${stock}` }, words),
  );
  return piece;
}

function picture(stem, widths, tone, alt) {
  if (!stem) return element("span", { class: "blank" }, element("span", {}, index.words.picture_to_come));
  const files = (ending) => widths.map((width) => `${index.photos}${stem}-${width}.${ending} ${width}w`).join(", ");
  const widest = widths.at(-1);
  const given = { class: tone, src: `${index.photos}${stem}-${widest}.jpg`, srcset: files("jpg"), sizes: SIZES, alt };
  const image = element("img", { ...given, width: widest, height: widest, loading: "lazy", decoding: "async" });
  return element("picture", {}, element("source", { type: "image/avif", srcset: files("avif"), sizes: SIZES }), image);
}

/* Address */

const [startName, startValue] = start.split(" ");
const isStart = ({ chosen }) => startValue && chosen[startName]?.size === 1 && chosen[startName].has(startValue);
const pathOf = (next) => (isSearch || isStart(next) ? here : index.links);

function parametersOf(next) {
  const parts = isSearch ? [String(new URLSearchParams({ q: new URLSearchParams(location.search).get("q") }))] : [];
  for (const { name, parameter } of facets.values()) {
    const values = name === "price" ? (next.low || next.high ? [`${next.low || ""}-${next.high || ""}`] : []) : [...(next.chosen[name] ?? [])];
    const isSaid = name === startName && isStart(next);
    if (values.length && !isSaid) parts.push(`${parameter}=${values.map(encodeURIComponent).join(",")}`);
  }
  const [parameter, names] = index.sort;
  if (next.sort !== standard) parts.push(`${parameter}=${names[next.sort]}`);
  return parts.join("&");
}

function addressOf(next) {
  const parameters = parametersOf(next);
  return pathOf(next) + (parameters && `?${parameters}`);
}

function stateOfAddress() {
  const said = new URLSearchParams(location.search);
  const next = { chosen: {}, low: 0, high: 0, sort: standard, cards: history.state?.cards ?? 0 };
  for (const { name, parameter } of facets.values()) {
    const value = said.get(parameter);
    if (!value) continue;
    if (name === "price") [next.low, next.high] = value.split("-").map((end) => Number(end) || 0).concat(0);
    else next.chosen[name] = new Set(value.split(","));
  }
  if (startValue && location.pathname !== index.links) next.chosen[startName] ??= new Set([startValue]);
  const [parameter, names] = index.sort;
  next.sort = Object.keys(names).find((name) => names[name] === said.get(parameter)) ?? standard;
  return next;
}

function go() {
  state.cards = 0;
  const next = addressOf(state);
  if (pathOf(state) !== here && !isListing) return location.assign(next);
  if (next !== location.pathname + location.search) history.pushState(null, "", next);
  return use(answer);
}

/* Products that a search found, best first: `draw` gets those that answer, now and whenever something else is chosen. A method
   of the panel and not an export: of a script that exports nothing, names are made short. */
panel.narrow = (given, draw) =>
  use(async () => {
    asked = new Set(given);
    drawResults = draw;
    return restore();
  });

/* First use */

async function begin() {
  index = parsed(await unpack(address, "no-cache"));
  facets = new Map(index.facets.map((facet) => [facet.name, facet]));
  for (const old of [columns, shards, orders, own]) old.clear();
  state ??= stateOfAddress();
  build();
}

async function use(change) {
  try {
    if (!ready) status.textContent = loading;
    await (ready ??= begin());
    return await change();
  } catch (error) {
    fail(error);
  }
}

async function locate() {
  status.textContent = index.words.near_asked;
  orders.delete("nearest");
  const here = await new Promise((done) => navigator.geolocation.getCurrentPosition(done, () => done()));
  position = here && [here.coords.latitude, here.coords.longitude];
  return position;
}

/* A position is not asked for again when an address is opened, unless the phone gives it without asking. */
async function restore() {
  state = stateOfAddress();
  const isGranted = async () => (await navigator.permissions?.query({ name: "geolocation" }))?.state === "granted";
  if (state.sort === "nearest" && !position && !((await isGranted()) && (await locate()))) state.sort = standard;
  return answer();
}

panel.addEventListener("click", async (event) => {
  const [option, summary] = ["a.option", "summary"].map((each) => event.target.closest(each));
  if (ready || isAside(event) || !(option ?? summary)) return;
  const { facet: name } = event.target.closest(".facet").dataset;
  const value = option?.pathname.split("/").at(-2);
  if (option) event.preventDefault();
  await use(() => (option ? choose(name, value, !option.ariaCurrent) : answer()));
  if (!ready && option) return location.assign(option.href);
  const facet = facets?.get(name);
  const box = facet?.options.find((each) => each.value === value)?.box;
  (box ?? facet?.place.firstChild)?.focus();
});

panel.addEventListener("toggle", (event) => {
  if (event.newState === "open") use(answer);
  else if (found) answer();
});

sorting.addEventListener("change", () => {
  const sort = sorting.value;
  use(async () => {
    if (sort !== "nearest" || (await locate())) return (state.sort = sort), go();
    sorting.value = state.sort;
    status.textContent = index.words.near_failed;
  });
});

addEventListener("popstate", () => use(restore));

badge.parentNode.hidden = sorting.parentNode.hidden = false; // where the style sheet cannot know that scripts run
if (!isSearch) sorting.value = standard;
if (location.search && !isSearch) use(restore);
