/* The page that stands in for one that is not there: lists what is kept on this device, newest first, in its language. */

const base = new URL("..", import.meta.url).pathname;
const main = document.querySelector(".offline");
const wanted = location.pathname.startsWith(`${base}en/`) ? "en" : "id";

/* Title and language of a kept page, from its head alone. */
function headOf(html) {
  const page = new DOMParser().parseFromString(html.slice(0, html.indexOf("<body")), "text/html");
  return { title: page.querySelector("[property='og:title']").content, language: page.documentElement.lang };
}

async function list() {
  const cache = await caches.open(`${base} pages`);
  for (const request of (await cache.keys()).reverse()) {
    const { title, language } = headOf(await (await cache.match(request)).text());
    const kept = main.querySelector(`:scope > [lang="${language}"] .kept-pages`);
    if (!kept) continue;
    const link = document.createElement("a");
    link.href = request.url;
    link.textContent = title;
    const item = document.createElement("li");
    item.append(link);
    kept.querySelector("ul").append(item);
    kept.hidden = false;
  }
}

const first = main.querySelector(`:scope > [lang="${wanted}"]`);
if (first) main.prepend(first);
list();
addEventListener("online", () => location.reload());
