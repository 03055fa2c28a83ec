/* The tables for institutions: sorted, filtered, compared, and handed out as files and letters. The rows are those of the page;
   where the table goes on, its other pages are fetched at the first touch, and their rows stand beside them. */

const MOST = 4; // to compare
const STEP = 200; // rows at a time

const byId = (id) => document.getElementById(id);
const { pages, sheet, words } = JSON.parse(byId("supply-data").textContent);
const language = document.documentElement.lang;
const filter = byId("supply-filter");
const table = byId("supply");
const more = byId("supply-more");
const bar = byId("compare-bar");
const dialog = byId("compare");
const heads = [...(table?.tHead.rows[0].cells ?? [])].slice(1);
const labels = heads.map((head) => head.textContent);

let rows = [...(table?.tBodies[0].rows ?? [])];
let shown = rows;
let limit = STEP;
let sorting; // index of a column, and 1 or -1
let whole = pages.length > 1 ? undefined : Promise.resolve();
const chosen = new Map(); // rows by name

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
const count = (n) => n.toLocaleString(language);
const cellsOf = (row) => [...row.cells].slice(1);

function load() {
  whole ??= Promise.all(pages.map(rowsOf)).then((all) => (rows = all.flat()));
  return whole;
}

async function rowsOf(address) {
  if (address === location.pathname) return rows;
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return [...page.querySelectorAll("#supply tbody tr")].map((row) => document.adoptNode(row));
}

/* What is shown */

async function update() {
  try {
    await load();
  } catch {
    whole = undefined; // so that it is tried again
    return say(words.buyers_failed);
  }
  const asked = fold(filter.words.value).split(/\s+/);
  const [place, permit] = [filter.place.value, filter.permit.value];
  shown = rows.filter(
    (row) =>
      (!place || row.dataset.place === place) &&
      (!permit || row.dataset.permits.split(" ").includes(permit)) &&
      asked.every((word) => fold(row.textContent).includes(word)),
  );
  if (sorting) shown.sort(inOrder);
  limit = STEP;
  show();
  say(fill(words.buyers_shown, { shown: count(shown.length), all: count(rows.length) }));
}

function show() {
  table.tBodies[0].replaceChildren(...shown.slice(0, limit));
  more.hidden = shown.length <= limit;
  byId("supply-pager").hidden = true;
  choose();
}

const say = (text) => (byId("supply-status").textContent = text);

/* Numbers by size, words by letter; what is not stated comes last either way. */
function inOrder(one, other) {
  const { column, direction } = sorting;
  const [a, b] = [one, other].map((row) => keyOf(cellsOf(row)[column]));
  if (a === "" || b === "") return (a === "") - (b === "");
  return direction * (typeof a === "number" ? a - b : a.localeCompare(b, language, { numeric: true }));
}

function keyOf({ dataset, className, textContent }) {
  return dataset.value ? Number(dataset.value) : className ? "" : textContent;
}

function sort(column) {
  const direction = sorting?.column === column ? -sorting.direction : 1;
  sorting = { column, direction };
  for (const head of heads) head.removeAttribute("aria-sort");
  heads[column].setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
  return update();
}

/* Rows as files get them: a number with its unit in a column of its own. */
function exported() {
  const units = heads.map((head) => "unit" in head.dataset);
  const head = labels.flatMap((label, at) => (units[at] ? [label, fill(words.buyers_unit, { column: label })] : [label]));
  const lines = shown.map((row) =>
    cellsOf(row).flatMap((cell, at) => {
      const { value, unit } = cell.dataset;
      const link = cell.cellIndex === row.cells.length - 1 && cell.querySelector("a");
      const plain = value ? Number(value) : link ? link.href : cell.textContent;
      return units[at] ? [plain, unit ?? ""] : [plain];
    }),
  );
  return [head, ...lines];
}

async function save(ending) {
  const files = await import(sheet);
  files.download(files[ending](exported()), `${location.pathname.split("/").filter(Boolean).join("-")}.${ending}`);
}

/* What is compared */

function choose() {
  for (const box of table.tBodies[0].querySelectorAll("input")) {
    box.checked = chosen.has(box.value);
    box.disabled = chosen.size >= MOST && !box.checked;
  }
  bar.hidden = !chosen.size;
  byId("compare-status").textContent = chosen.size ? fill(words.buyers_chosen, { n: chosen.size, most: MOST }) : "";
}

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const copyOf = (cell) => [...cell.childNodes].map((node) => node.cloneNode(true));

function compare() {
  const compared = [...chosen.values()];
  const head = compared.map((row) => element("th", { scope: "col" }, ...copyOf(row.cells[1])));
  const lines = labels.slice(1).map((label, at) => {
    const cells = compared.map((row) => element("td", {}, ...copyOf(row.cells[at + 2])));
    return element("tr", {}, element("th", { scope: "row" }, label), ...cells);
  });
  const top = element("thead", {}, element("tr", {}, element("td", {}), ...head));
  dialog.querySelector(".compare-table").replaceChildren(element("table", {}, top, element("tbody", {}, ...lines)));
  const groups = new Set(compared.map((row) => row.dataset.group));
  const letters = [...groups].map((group) => letter(compared.filter((row) => row.dataset.group === group)));
  dialog.querySelector(".letters").replaceChildren(...letters);
  dialog.showModal();
}

/* A request for a quotation to one group, to be changed before it is sent. */
function letter(asked) {
  const made = byId("letter").content.cloneNode(true);
  const [title, text, send, copy] = ["h3", "textarea", "a", "button"].map((name) => made.querySelector(name));
  const { group, whatsapp, address, name } = asked[0].dataset;
  title.textContent = fill(words.buyers_letter, { group });
  text.setAttribute("aria-label", title.textContent);
  const items = asked.map((row, at) => fill(words.buyers_quote_item, { n: at + 1, name: row.cells[1].textContent, address: row.dataset.address }));
  const form = name.startsWith("groups/") ? words.buyers_quote_group : words.buyers_quote;
  text.value = fill(form, { group, address, items: items.join("\n") });
  const direct = () => (send.href = `https://wa.me/${whatsapp}?text=${encodeURIComponent(text.value)}`);
  direct();
  text.addEventListener("input", direct);
  if (!whatsapp) send.remove();
  copy.addEventListener("click", async () => {
    text.select(); // where the clipboard may not be written, it can be copied by hand
    await navigator.clipboard.writeText(text.value);
    byId("letter-status").textContent = copy.textContent = words.buyers_copied;
  });
  return made;
}

/* Events */

if (table) {
  heads.forEach((head, column) => {
    const button = element("button", { type: "button" }, ...head.childNodes);
    button.addEventListener("click", () => sort(column));
    head.append(button);
  });
  filter.addEventListener("submit", (event) => event.preventDefault());
  filter.addEventListener("input", update);
  table.addEventListener("change", ({ target }) => {
    if (target.checked) chosen.set(target.value, target.closest("tr"));
    else chosen.delete(target.value);
    choose();
  });
  more.addEventListener("click", () => {
    const [first] = shown.slice(limit);
    limit += STEP;
    show();
    first.querySelector("a").focus();
  });
  for (const ending of ["csv", "xlsx"]) {
    byId(`supply-${ending}`).addEventListener("click", () => save(ending));
  }
  byId("compare-open").addEventListener("click", compare);
  byId("compare-clear").addEventListener("click", () => {
    chosen.clear();
    choose();
    heads[0].querySelector("button").focus();
  });
}
