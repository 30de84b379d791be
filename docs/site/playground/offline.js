// Keeps what was loaded, for when there is no network; with one, the newest of everything is shown.
const CACHE = "minigrad BUILD"; // a hash of the site stands here
const PLAYGROUND = FILES;

// Asks whether there is a newer one, which a browser would not do for some time.
const ASKING = { cache: "no-cache" };

addEventListener("install", (event) => {
  skipWaiting();
  const needed = PLAYGROUND.map((name) => new Request(name, ASKING));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(needed)));
});

addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([clients.claim(), caches.keys().then((names) => Promise.all(
    names.filter((name) => name.startsWith("minigrad ") && name !== CACHE)
      .map((name) => caches.delete(name))))]));
});

async function newest(request) {
  const cache = await caches.open(CACHE);
  try {
    const found = await fetch(request, ASKING);
    if (found.ok) await cache.put(request, found.clone());
    return found;
  } catch (error) {
    const kept = await cache.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}

addEventListener("fetch", (event) => {
  const isOurs = event.request.method === "GET"
    && event.request.url.startsWith(registration.scope);
  if (isOurs) event.respondWith(newest(event.request));
});
