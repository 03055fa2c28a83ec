/* Without a signal: the service worker. `sw.js`, which etalase/exports/worker.py writes into the site's root, says what the
   site consists of and runs this. Pages come from the network while it answers; what a visitor has seen is kept, and says
   of which day it is. What it does not know, data and search, it leaves to the browser. */

const { files, pages, offline, words } = self.site;
const base = new URL(registration.scope).pathname; // one host may have several sites
const PATIENCE = 3000; // ms for the network, where there is a kept copy
const MOST = { pages: 60, pictures: 200 };
const HASHED = /-[0-9a-f]{10}\.(?:css|js)$/;
const REFERRED = /="([^"]+-[0-9a-f]{10}\.(?:css|js))"/g;

const store = (name) => caches.open(`${base} ${name}`);
const pathOf = ({ url }) => new URL(url).pathname;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", (event) => event.waitUntil(begin(event.data)));
addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (mode === "navigate") event.respondWith(page(event));
  else if (HASHED.test(pathname) || files.includes(pathname)) event.respondWith(file(event, "files"));
  else if (pathname.startsWith(`${base}foto/`)) event.respondWith(file(event, "pictures"));
});

/* A file with a digest in its name never changes; the others are asked for anew. */
async function install() {
  const cache = await store("files");
  const known = new Set((await cache.keys()).map(pathOf));
  const missing = files.filter((path) => !HASHED.test(path) || !known.has(path));
  await cache.addAll(missing.map((path) => new Request(path, { cache: HASHED.test(path) ? "default" : "no-cache" })));
  await skipWaiting();
}

/* Drops the files that neither the site nor a kept page refers to any more. */
async function activate() {
  await clients.claim();
  const kept = await (await store("pages")).matchAll();
  const texts = await Promise.all(kept.map((answer) => answer.text()));
  const used = new Set([...files, ...texts.flatMap((text) => [...text.matchAll(REFERRED)].map(([, path]) => path))]);
  const cache = await store("files");
  await Promise.all((await cache.keys()).filter((request) => !used.has(pathOf(request))).map((request) => cache.delete(request)));
}

/* What the first visit saw before there was a worker, and what every visitor needs in this language. */
async function begin({ language, page, pictures }) {
  const fetched = async (name, address) => keep(name, address, await fetch(address));
  for (const address of [...pages[language], page]) await fetched("pages", address).catch(() => {});
  await Promise.allSettled(pictures.map((address) => fetched("pictures", address)));
}

async function page(event) {
  const asked = ask(event);
  event.waitUntil(asked.catch(() => {})); // a late answer is still kept
  const kept = await (await store("pages")).match(plain(event.request.url), { ignoreVary: true });
  if (!kept) return asked.catch(async () => (await store("files")).match(offline));
  return (await Promise.race([asked, pause(PATIENCE)]).catch(() => {})) ?? labelled(kept);
}

/* Past the browser's own cache, which would give an old price without saying so. */
async function ask(event) {
  const { url } = event.request;
  const answer = await fetch(url, { cache: "no-cache", redirect: "manual" });
  event.waitUntil(keep("pages", url, answer.clone()));
  return answer;
}

async function file(event, name) {
  const kept = await (await store(name)).match(event.request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(event.request);
  event.waitUntil(keep(name, event.request.url, answer.clone()));
  return answer;
}

const plain = (address) => address.replace(/[?#].*/, "");

/* A page whose day is unknown is not kept, since it could not say so. A page that is gone is forgotten. The oldest leave. */
async function keep(name, address, answer) {
  const cache = await store(name);
  const isPage = name === "pages";
  if (isPage && [404, 410].includes(answer.status)) await cache.delete(plain(address));
  const isDated = answer.headers.has("date") && answer.headers.get("content-type")?.startsWith("text/html");
  if (!answer.ok || answer.redirected || (isPage && !isDated)) return;
  await cache.delete(plain(address)); // so that it is the newest
  await cache.put(plain(address), answer);
  if (!MOST[name]) return;
  await Promise.all((await cache.keys()).slice(0, -MOST[name]).map((request) => cache.delete(request)));
}

/* The kept page with the day it is of, before anything else on it is read. `words` come as HTML. */
async function labelled(kept) {
  const html = await kept.text();
  const [, language = Object.keys(words)[0]] = html.match(/<html lang="(\w+)"/) ?? [];
  const format = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle: "long" });
  const bar = words[language].replace("{day}", format.format(new Date(kept.headers.get("date"))));
  const headers = new Headers(kept.headers);
  for (const name of ["content-encoding", "content-length"]) headers.delete(name); // of the bytes that came
  return new Response(html.replace("</header>", () => `${bar}</header>`), { headers });
}
