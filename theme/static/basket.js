/* The order list, kept in this browser and nowhere else: the store, its number in every header, the button of a product
   page. list.js is the page that shows it. */

const KEY = `etalase:list:${new URL("..", import.meta.url).pathname}`; // a host may have several directories
const MOST_LINES = 100;
const MOST = 99999; // of one thing
const LONGEST = 500; // of a note
const HALVES = /\p{Surrogate}/gu; // of an emoji cut in two, which no address can hold

const listeners = [];
const note = (value) => String(value ?? "").slice(0, LONGEST).replace(HALVES, "");

/* The whole number nearest to what is asked for that may be ordered. */
export const whole = (value, least) => Math.min(Math.max(Math.trunc(value) || least, least), MOST);

/* The day here, as 2026-11-22. */
export const dayOf = (date) => new Date(date - date.getTimezoneOffset() * 60000).toISOString().slice(0, 10);

/* A line as it can be shown and ordered. `piece` is what its page said on the day `seen`; `known` what the buyer has read
   of it. Throws where there is no such thing in what was kept, by whichever version of this file. */
function lineOf({ piece, quantity, seen, known = piece, gone, ...rest }) {
  const { slug, href, group, minimum } = piece;
  if (![slug, group.slug].every((each) => /^[\w-]+$/.test(each)) || !href || !dayOf(new Date(seen))) throw TypeError();
  return { piece, quantity: whole(quantity, whole(minimum, 1)), seen, known: { ...known }, gone: gone === true, note: note(rest.note) };
}

/* { lines, notes }, notes by the group's slug. What nobody could order from is left out. */
function mended(raw) {
  const lines = new Map();
  for (const each of [raw?.lines ?? []].flat().slice(0, MOST_LINES)) {
    try {
      lines.set(each.piece.slug, lineOf(each));
    } catch {
      continue;
    }
  }
  const kept = [...lines.values()];
  return { lines: kept, notes: Object.fromEntries(kept.map(({ piece: { group } }) => [group.slug, note(raw.notes?.[group.slug])])) };
}

export function read() {
  try {
    return mended(JSON.parse(localStorage.getItem(KEY)));
  } catch {
    return mended(); // not ours, or nobody may read
  }
}

/* Every change starts from what is kept now, since another tab may have written. */
export function change(edit) {
  const list = read();
  edit(list);
  try {
    localStorage.setItem(KEY, JSON.stringify(mended(list)));
  } catch {
    // nothing can be kept here; the page goes on showing what is
  }
  tell();
}

/* The listener is called now and after each change, with whether it was made elsewhere. */
export function onChange(listener) {
  listeners.push(listener);
  listener(false);
}

const tell = (elsewhere = false) => listeners.forEach((listener) => listener(elsewhere));

addEventListener("storage", ({ key }) => key === KEY && tell(true));
addEventListener("pageshow", ({ persisted }) => persisted && tell(true)); // a page that was left hears of nothing meanwhile

const count = document.querySelector(".list-count");
onChange(() => {
  const { length } = read().lines;
  count.hidden = !length;
  count.firstChild.textContent = length;
});

const save = document.querySelector("#save");
if (save) {
  const piece = JSON.parse(document.querySelector("#piece").textContent);
  const isHere = (line) => line.piece.slug === piece.slug;
  const [toSave, toRemove, saved, full] = save.querySelectorAll("span");
  onChange(() => {
    const here = read().lines.some(isHere);
    toSave.hidden = here;
    toRemove.hidden = saved.hidden = !here;
  });
  save.hidden = false;
  save.querySelector("button").addEventListener("click", () => {
    const wasHere = !saved.hidden;
    change((list) => {
      if (wasHere) list.lines = list.lines.filter((line) => !isHere(line));
      else list.lines.push({ piece, seen: dayOf(new Date()) });
    });
    full.hidden = wasHere || !saved.hidden;
  });
}

/* What keeps the site without a signal comes last, so that no picture waits for it. */
const { offline } = document.documentElement.dataset;
if (offline) addEventListener("load", () => setTimeout(() => import(offline), 1000));
