/* In the place of worker.js where `offline: false`: takes away what earlier visits have kept, and itself. */

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  const ours = `${new URL(registration.scope).pathname} `;
  const names = (await caches.keys()).filter((name) => name.startsWith(ours));
  await Promise.all(names.map((name) => caches.delete(name)));
  await registration.unregister();
}
