/* On every page, when it has been seen: asks for the service worker, and tells a new one what it was too late to see. */

async function begin() {
  const { serviceWorker } = navigator;
  const { controller } = serviceWorker; // of an earlier visit
  await serviceWorker.register(new URL("../sw.js", import.meta.url));
  if (controller) return;
  const { active } = await serviceWorker.ready;
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const pictures = loaded.filter((name) => name.includes("/foto/"));
  active.postMessage({ language: document.documentElement.lang, page: location.href, pictures });
}

// Without a worker, as in a private window, the site is as it was.
begin().catch(() => {});
