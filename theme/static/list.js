/* The page of the order list: draws what basket.js keeps, asks each product's page what is true today, and words a message
   to each maker. Text goes in as text, never as HTML. */

const PATIENCE = 20000; // ms for a product's page

const byId = (id) => document.getElementById(`list-${id}`);
const { basket, products, sheet, words } = JSON.parse(byId("data").textContent);
// A file's name has a digest in it that an import statement could not know.
const { change, dayOf, onChange, read, whole } = await import(basket);
const isEnglish = document.documentElement.lang === "en";

let isChecked = false;
let removed; // what the undo button puts back

/* Words */

const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
const grouped = (n, mark) => String(n).replace(/\B(?=(\d{3})+$)/g, mark);
const number = (n) => grouped(n, isEnglish ? "," : ".");
const rupiah = (amount) => (amount === null ? words.price_ask : `Rp${grouped(amount, ".")}`);
const noted = (note) => note.trim() && fill(words.list_message_note, { note: note.trim() });

function count(key, n) {
  return fill(words[key] ?? words[`${key}_${n === 1 ? "one" : "other"}`], { shown: number(n) });
}

function dayInWords(day) {
  const parts = { day: "numeric", month: "long", year: "numeric" };
  return new Date(`${day}T12:00`).toLocaleDateString(isEnglish ? "en-GB" : "id", parts);
}

/* The sum of the lines that have one, or "". */
function sumOf(lines) {
  const counted = lines.filter(isCounted);
  const sum = rupiah(counted.reduce((all, { quantity, piece }) => all + quantity * piece.amount, 0));
  if (counted.some(({ piece }) => piece.starting)) return fill(words.price_from, { price: sum });
  return counted.length ? sum : "";
}

const isCounted = ({ piece, gone }) => piece.amount !== null && piece.stock !== "out" && !gone;

function newsOf({ piece, known, gone }) {
  const [old, now] = [rupiah(known.amount), rupiah(piece.amount)];
  const news = [
    old !== now && fill(words.list_price_changed, { old, new: now }),
    piece.stock === "out" && known.stock !== "out" && words.list_now_out,
    piece.stock !== "out" && known.stock === "out" && words.list_back,
    piece.minimum > known.minimum && fill(words.list_least_changed, { n: number(piece.minimum) }),
  ];
  return gone ? words.list_gone : news.filter(Boolean).join(" ");
}

function messageOf(lines, note) {
  const opening = lines.every(({ piece }) => piece.stock === "out") ? words.list_message_ask : words.list_message;
  const total = sumOf(lines);
  const parts = [
    fill(opening, { group: lines[0].piece.group.name }),
    ...lines.map(wordsOf),
    total && fill(words.list_message_total, { total }),
    noted(note),
    words.list_message_end,
  ];
  return parts.filter(Boolean).join("\n\n");
}

function wordsOf(line) {
  const { piece, quantity, note } = line;
  const price = piece.per ? `${piece.price} ${fill(words.per, { unit: piece.per })}` : piece.price;
  const facts = [piece.amount === null ? words.list_message_price : price, piece.stock === "out" && words.list_message_when];
  const sum = quantity > 1 && sumOf([line]);
  const first = `${number(quantity)} × ${piece.name} (${facts.filter(Boolean).join(" · ")})${sum ? ` = ${sum}` : ""}`;
  return [first, piece.address, noted(note)].filter(Boolean).join("\n");
}

/* Drawing */

const at = (made, name) => made.querySelector(`[data-at="${name}"]`);
const mould = (name) => byId(name).content.firstElementChild.cloneNode(true);
const asked = (slug) => read().lines.filter(({ piece, gone }) => piece.group.slug === slug && !gone);

function put(made, texts) {
  for (const [name, text] of Object.entries(texts)) {
    for (const element of made.querySelectorAll(`[data-at="${name}"]`)) {
      element.textContent = text;
      element.hidden = !text;
    }
  }
}

function draw() {
  const { lines, notes } = read();
  const held = document.activeElement;
  const place = placeOf(held);
  const sections = new Map();
  for (const line of lines) {
    const { group } = line.piece;
    if (!sections.has(group.slug)) sections.set(group.slug, drawGroup(group, notes[group.slug]));
    sections.get(group.slug).querySelector("ul").append(drawLine(line));
  }
  byId("groups").replaceChildren(...sections.values());
  reckon();
  const again = document.querySelector(place);
  again?.focus({ preventScroll: true });
  if (held.selectionStart) again?.setSelectionRange(held.selectionStart, held.selectionEnd);
  byId("empty").hidden = lines.length;
  byId("aside").hidden = !lines.length;
  const facts = { items: count("list_items", lines.length), groups: count("groups_n", sections.size) };
  const lead = [fill(words.list_lead, facts), sections.size > 1 && words.list_lead_each];
  byId("lead").textContent = lines.length ? lead.filter(Boolean).join(" ") : "";
  byId("hint").hidden = !isChecked || lines.every(({ seen, gone }) => gone || seen === dayOf(new Date()));
}

/* Where a field or button stands, so that focus finds it after everything has been drawn again. */
function placeOf(element) {
  const { line, group } = element.closest("[data-line], [data-group]")?.dataset ?? {};
  const place = line ? `[data-line="${line}"]` : `[data-group="${group}"]`;
  return `${place} [data-at="${element.dataset.at}"]`;
}

function drawGroup(group, note) {
  const made = mould("group");
  made.dataset.group = group.slug;
  put(made, { maker: group.name, place: group.place, number: group.whatsapp && `WhatsApp +${group.whatsapp}` });
  at(made, "maker").href = group.href;
  at(made, "all").value = note;
  at(made, "unreached").hidden = group.whatsapp;
  return made;
}

function drawLine({ piece, quantity, note, gone, seen, known }) {
  const made = mould("line");
  made.dataset.line = piece.slug;
  made.classList.toggle("is-out", gone || piece.stock === "out");
  put(made, {
    name: piece.name,
    price: piece.price + (piece.per ? ` / ${piece.per}` : ""),
    stock: gone ? "" : piece.stock_text,
    day: gone || seen === dayOf(new Date()) ? "" : fill(words.list_as_of, { day: dayInWords(seen) }),
    news: newsOf({ piece, known, gone }),
    unit: piece.per && `, ${piece.per}`,
    least: piece.minimum > 1 && !gone ? fill(words.list_least, { n: number(piece.minimum) }) : "",
  });
  if (!gone) at(made, "name").href = piece.href;
  at(made, "stock").className = `stock stock-${piece.stock}`;
  at(made, "note").value = note;
  made.querySelector("details").open = note || document.querySelector(`[data-line="${piece.slug}"] details`)?.open;
  made.querySelector("details").hidden = made.querySelector(".stepper").hidden = gone;
  at(made, "quantity").min = piece.minimum;
  at(made, "quantity").value = quantity;
  made.querySelector(piece.picture ? ".blank" : "picture").remove();
  if (piece.picture) made.querySelector("picture").append(...drawPicture(piece.picture));
  return made;
}

function drawPicture({ src, avif, tone, alt }) {
  const size = { width: 480, height: 480, loading: "lazy", decoding: "async" };
  return [
    Object.assign(document.createElement("source"), { type: "image/avif", sizes: "9rem", srcset: avif }),
    Object.assign(document.createElement("img"), { className: tone, alt, ...size, src }),
  ];
}

/* What changes with a number or a note: sums, and the messages in the links. */
function reckon() {
  const { lines, notes } = read();
  for (const line of lines) {
    const made = document.querySelector(`[data-line="${line.piece.slug}"]`);
    put(made, { sum: sumOf([line]), printed: noted(line.note) });
    at(made, "less").ariaDisabled = line.quantity <= line.piece.minimum; // and still holds focus
  }
  for (const made of document.querySelectorAll("[data-group]")) reckonGroup(made, notes[made.dataset.group]);
}

function reckonGroup(made, note) {
  const lines = asked(made.dataset.group);
  const total = sumOf(lines);
  const rest = lines.filter((line) => !isCounted(line)).length;
  put(made, {
    total: total || words.price_ask,
    uncounted: total && rest ? fill(words.list_uncounted, { items: count("list_items", rest) }) : "",
    order: total ? count("list_send", lines.length) : words.ask_whatsapp,
    said: noted(note),
  });
  made.querySelector(".order-sum").hidden = !lines.length;
  if (!lines.length) return;
  const send = at(made, "send");
  const { whatsapp } = lines[0].piece.group;
  send.hidden = !whatsapp;
  send.href = `https://wa.me/${whatsapp}?text=${encodeURIComponent(messageOf(lines, note))}`;
}

/* Doing */

function edit(slug, how) {
  change(({ lines }) => lines.filter(({ piece }) => piece.slug === slug).forEach(how));
  reckon();
}

function say(text, hasUndo = false) {
  byId("status").textContent = text;
  byId("undo").hidden = !hasUndo;
  if (hasUndo) byId("undo").focus({ preventScroll: true });
}

function take(isTaken, text) {
  removed = read();
  change((list) => (list.lines = list.lines.filter((line) => !isTaken(line))));
  draw();
  say(text, true);
}

/* What was taken off comes back to its place; what has been done meanwhile stays. */
function undo() {
  const here = read().lines.map(({ piece }) => piece.slug);
  const back = removed.lines.filter(({ piece }) => !here.includes(piece.slug));
  change((list) => {
    for (const line of back) list.lines.splice(removed.lines.indexOf(line), 0, line);
    list.notes = { ...removed.notes, ...list.notes };
  });
  draw();
  say(words.list_restored);
  document.querySelector(`[data-line="${back[0]?.piece.slug}"] a`)?.focus();
}

/* Who orders has read what is new. */
function acknowledge(slug) {
  for (const { piece } of asked(slug)) edit(piece.slug, (line) => (line.known = line.piece));
  setTimeout(draw); // when the link has been followed
}

async function copy(slug) {
  const lines = asked(slug);
  try {
    await navigator.clipboard.writeText(messageOf(lines, read().notes[slug]));
    acknowledge(slug);
    say(fill(words.list_copied, { group: lines[0].piece.group.name }));
  } catch {
    say(words.list_uncopied);
  }
}

function setQuantity(made, asked) {
  const field = at(made, "quantity");
  const quantity = whole(asked, Number(field.min));
  field.value = quantity;
  edit(made.dataset.line, (line) => Object.assign(line, { quantity, known: line.piece }));
}

async function save() {
  const { lines, notes } = read();
  const rows = lines.map((line) => {
    const { piece, quantity, note, gone } = line;
    const { group, name, per, amount, address } = piece;
    const sum = isCounted(line) ? quantity * amount : "";
    const state = gone ? words.list_gone : piece.stock_text;
    return [group.name, name, quantity, per, amount ?? "", sum, state, note, notes[group.slug], address, group.whatsapp];
  });
  const { csv, download } = await import(sheet);
  download(csv([words.list_columns.split("|"), ...rows]), `${words.list_file}.csv`);
}

/* Checking: a product's own page is the one truth */

async function ask(address) {
  const answer = await fetch(address, { cache: "no-cache", signal: AbortSignal.timeout(PATIENCE) });
  if ([404, 410].includes(answer.status)) return { gone: true };
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [, moved] = page.querySelector("meta[http-equiv=refresh]")?.content.split("url=") ?? [];
  if (moved) return ask(new URL(moved, answer.url));
  // A page kept for days without a signal still says when it was sent.
  const seen = dayOf(new Date(answer.headers.get("date") ?? Date.now()));
  return { gone: false, seen, piece: JSON.parse(page.getElementById("piece").textContent) };
}

async function check() {
  const found = {};
  const learn = async ({ piece: { slug } }) => (found[slug] = await ask(`${products}${slug}/`).catch(console.warn));
  await Promise.all(read().lines.map(learn));
  change(({ lines }) => lines.forEach((line) => Object.assign(line, found[line.piece.slug])));
  isChecked = true;
  draw();
  const changed = read().lines.filter(newsOf).length;
  if (changed && byId("undo").hidden) say(count("list_changed", changed));
}

/* Events */

const doing = {
  less: (made) => setQuantity(made, at(made, "quantity").value - 1),
  more: (made) => setQuantity(made, Number(at(made, "quantity").value) + 1),
  remove(made) {
    const name = at(made, "name").textContent;
    take(({ piece }) => piece.slug === made.dataset.line, fill(words.list_removed, { name }));
  },
  send: ({ dataset: { group } }) => acknowledge(group),
  copy: ({ dataset: { group } }) => copy(group),
};
const typing = {
  note: ({ dataset: { line } }, { value }) => edit(line, (kept) => (kept.note = value)),
  all: ({ dataset: { group } }, { value }) => {
    change(({ notes }) => (notes[group] = value));
    reckon();
  },
  // A number may be too small while it is being typed.
  quantity: (made, { value, min }) => value === String(whole(value, Number(min))) && setQuantity(made, value),
};
const leaving = { quantity: (made, { value }) => setQuantity(made, value) };

for (const [event, ways] of Object.entries({ click: doing, input: typing, change: leaving })) {
  byId("groups").addEventListener(event, ({ target }) => {
    const touched = target.closest("a, button, input, textarea");
    const way = ways[touched?.dataset.at];
    if (!way) return;
    say(""); // what was said before is done with
    way(touched.closest("[data-line], [data-group]"), touched);
  });
}
byId("undo").addEventListener("click", undo);
byId("clear").addEventListener("click", () => take(() => true, words.list_emptied));
byId("print").addEventListener("click", () => print());
byId("download").addEventListener("click", save);
addEventListener("online", check);
byId("no-script").hidden = true; // where the style sheet cannot know that scripts run
onChange((isElsewhere) => isElsewhere && draw());
draw();
check();
