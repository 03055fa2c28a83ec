/* A worker of the search page: words typed → the numbers of products and groups that have them, best first; and what words
   begin alike. It asks the Pagefind bundle that etalase/search.py makes, whose folder is its name. Thousands of results
   stay here: Pagefind's own worker would send an object for each, and be sent a message for each that is forgotten, for
   which a phone stood still for seconds. */

const SUGGESTED = 8; // words
const MOST_WORDS = 8; // of a query
const WEIGHTS = { head: 11, title: 10, other: 6, kata: 5, labels: 3, where: 2, kin: 0.9, near: 0.4 }; // the fields of search.py
const NEAR_MARK = "ː"; // before the words of its last field
const OF_GROUP = "group_"; // before the names of a group's fields
const WEAK = 0.1; // of the best score: what is only akin or near is left out where a name matches
const KINDS = 2; // products, groups
const PREFIXED = /^(meny|meng|mem|men|me|peny|peng|pem|pen|per|pe|ber|ter|di)(.{4,})/;
const EATEN = { meny: "s", meng: "k", mem: "p", men: "t", peny: "s", peng: "k", pem: "p", pen: "t" }; // menenun: tenun
const ENDED = /^(.{4,}?)(?:nya|kan|an|i|ings?|ers?|ed|es?|s|y)$/;
const FUNCTION_WORDS = new Set("atau dan dari dengan di ke pada untuk yang and for from in of or the to with".split(" "));
const SHORTEST_MENDED = 4; // letters; a shorter word is one letter away from too many
const LONG = 7; // letters from which on two may be wrong
const DOUBT = 1; // letters more for a word that is only near to anything, or begins otherwise: hardly anyone types that wrong
const OLD_SPELLING = [[/tj/g, "c"], [/dj/g, "j"], [/nj/g, "ny"], [/sj/g, "sy"], [/oe/g, "u"]]; // before 1972 and 1947, as in words.py
const ALIKE = [...OLD_SPELLING, [/kh|ch|q/g, "k"], [/[fv]/g, "p"], [/[zx]/g, "s"], [/y/g, "j"], [/(.)\1+/g, "$1"]]; // to the ear

const bundle = self.name; // its address
const language = bundle.split("/").at(-2);
const answered = new Map(); // promises of what has a word
const listed = list();
const engine = start();
const vocabulary = knownWords();
let turn = 0; // of the latest query; earlier ones are given up

engine.catch(() => {}); // who asks is told

async function start() {
  // The largest of what Pagefind asks for later; then it comes from the browser's cache.
  fetch(`${bundle}wasm.unknown.pagefind`).catch(() => {});
  const pagefind = await import(`${bundle}pagefind.js`);
  await pagefind.options({ basePath: bundle });
  await pagefind.init();
  const [further] = await listed;
  for (let part = 1; part <= further; part += 1) await pagefind.mergeIndex(`${bundle}${part}/`);
  return pagefind;
}

/* How many further parts the bundle of a large directory has, and the words; nothing when they cannot be had. */
async function list() {
  const answer = await fetch(`${bundle}words.txt`).catch(() => {});
  return answer?.ok ? (await answer.text()).split(" ") : [];
}

/* Every word that finds something, the commonest first and last those that are only near to what they find; without any,
   nothing is mended. Of the commonest also the files where what it finds first is shown. */
async function knownWords() {
  const [, ...words] = await listed;
  return words.map((stated) => {
    const [marked, ...shownIn] = stated.split(",");
    const word = marked.replace(NEAR_MARK, "");
    return { word, shownIn, isNear: word !== marked, sound: soundOf(word) };
  });
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

/* The word, or the known one that was meant: nothing begins with any of its forms, and another is one or two letters away. The
   first letter may be missing or changed about. */
function meantBy(word, known) {
  const forms = formsOf(word);
  const begun = known.find((each) => forms.some((form) => each.word.startsWith(form)));
  if (begun || word.length < SHORTEST_MENDED || /\d/.test(word)) return { word, isNear: begun?.isNear };
  const sound = soundOf(word);
  let least = word.length < LONG ? 1.6 : 2.6;
  let best = { word, isUnknown: true };
  for (const each of known) {
    if (Math.abs(each.word.length - word.length) > 2) continue;
    const beginsOtherwise = each.sound[0] !== sound[0] && each.word[1] !== word[0] && each.word[0] !== word[1];
    const wrong = (distance(word, each.word) + distance(sound, each.sound)) / 2 + (each.isNear || beginsOtherwise ? DOUBT : 0);
    if (wrong < least) [least, best] = [wrong, each];
  }
  return best;
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

/* Asking */

/* For each kind, what has a word: records by number, with the weight of the best field it stands in. What is only near counts
   where nothing else has the word. Pagefind's own score is not used: it counts a field once more for each word that begins
   alike (basket, basketry; https://github.com/Pagefind/pagefind/issues/1127). */
function resultsOf(pagefind, meant) {
  if (!answered.has(meant.word)) answered.set(meant.word, foundBy(pagefind, meant));
  return answered.get(meant.word);
}

/* As what a word is looked for, in turn. */
function termsOf({ word, isNear }) {
  const forms = formsOf(word);
  const marked = forms.map((form) => NEAR_MARK + form);
  return isNear ? [...marked, ...forms] : [...forms, ...marked];
}

async function foundBy(pagefind, meant) {
  for (const term of termsOf(meant)) {
    const { results } = await pagefind.search(term);
    if (results.length) return byKind(results);
  }
}

function byKind(results) {
  const kinds = Array.from({ length: KINDS }, () => new Map());
  for (const { id, matchedMetaFields } of results) {
    const [field] = matchedMetaFields;
    const weights = matchedMetaFields.map((name) => WEIGHTS[name.replace(OF_GROUP, "")]);
    kinds[Number(field.startsWith(OF_GROUP))].set(parseInt(id, 16), Math.max(...weights));
  }
  return kinds;
}

/* What has every one of the words, best first, and of equals the newest. */
function together([first, ...rest]) {
  const scored = [];
  for (const [number, weight] of first) {
    const others = rest.map((found) => found.get(number));
    if (others.every(Boolean)) scored.push({ number, score: others.reduce((sum, other) => sum + other, weight) });
  }
  scored.sort((a, b) => b.score - a.score || b.number - a.number);
  return scored.filter(({ score }) => score >= WEAK * scored[0].score);
}

/* Results of each kind for as many of the words as have any together, and which kind has the best. What stands for the thing
   itself goes last: Indonesian has it in front (kursi rotan), English behind (rattan chair). Nothing when more was typed
   meanwhile. No letter before the last tells what will be taken for another word, so the page is told at once what that one
   finds first; and what no word is like may be in any piece of the index, so all are fetched at once. */
async function find(query) {
  const mine = ++turn;
  const [pagefind, known] = await Promise.all([engine, vocabulary]);
  const typed = wordsOf(query);
  const meant = typed.map((word) => meantBy(word, known));
  const asked = meant.map(({ word }) => word);
  const wrong = typed.filter((word, index) => word !== asked[index]);
  const [one, another] = meant.filter(({ isUnknown }) => !isUnknown);
  if (!another) postMessage({ ahead: one?.shownIn });
  const terms = meant.flatMap((each) => termsOf(each).slice(0, each.isUnknown ? undefined : 1));
  await Promise.all(terms.map((term) => pagefind.preload(term)));
  await new Promise((done) => setTimeout(done)); // in which a later query is heard
  if (mine !== turn) return;
  const found = await Promise.all(meant.map((each) => resultsOf(pagefind, each)));
  const kept = asked.map((word, index) => ({ word, results: found[index] })).filter(({ results }) => results);
  while (kept.length) {
    const kinds = Array.from({ length: KINDS }, (_, kind) => together(kept.map(({ results }) => results[kind])));
    if (kinds.some(({ length }) => length)) {
      const used = kept.map(({ word }) => word);
      const [product, group] = kinds.map(([first]) => first?.score ?? 0);
      const numbers = kinds.map((scored) => scored.map(({ number }) => number));
      return { kinds: numbers, best: Number(group > product), used, unused: asked.filter((word) => !used.includes(word)), asked, wrong };
    }
    if (language === "id") kept.pop();
    else kept.shift();
  }
  return { kinds: [[], []], best: 0, used: [] };
}

/* The commonest words that begin so. What the index has of the likeliest is fetched before it is asked for: the more letters,
   the more of them; and where none begins so, of one that does but for a letter. */
async function complete(beginning) {
  const known = await vocabulary;
  const begun = known.filter(({ word }) => word.startsWith(beginning));
  const isMeant = ({ word }) => word[0] === beginning[0] && distance(word.slice(0, beginning.length), beginning) < 2;
  const likely = begun[0] ? begun.slice(0, beginning.length - 1) : known.filter(isMeant).slice(0, 1);
  engine.then((pagefind) => likely.forEach((each) => pagefind.preload(termsOf(each)[0])), () => {});
  return begun.map(({ word }) => word).filter((word) => word !== beginning).slice(0, SUGGESTED);
}

const answers = { find, complete };
addEventListener("message", async ({ data: [id, name, text] }) => {
  postMessage(await answers[name](text).then((answer) => ({ id, answer }), (error) => ({ id, error: String(error) })));
});
