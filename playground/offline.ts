// The service worker: keeps the page's files, so that it works without a network after the first visit.

declare const FILES: readonly string[];
declare const VERSION: string;

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Fetch extends Extendable {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

const name = `blup-${VERSION}`;
const scope = globalThis as unknown as {
  addEventListener(type: string, listen: (event: never) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
};

scope.addEventListener("install", (event: Extendable) => {
  event.waitUntil(
    caches
      .open(name)
      .then((cache) => cache.addAll([...FILES]))
      .then(() => scope.skipWaiting()),
  );
});

scope.addEventListener("activate", (event: Extendable) => {
  const old = caches.keys().then((keys) => keys.filter((key) => key.startsWith("blup-") && key !== name));
  const removed = old.then((keys) => Promise.all(keys.map((key) => caches.delete(key))));
  event.waitUntil(removed.then(() => scope.clients.claim()));
});

scope.addEventListener("fetch", (event: Fetch) => {
  event.respondWith(caches.match(event.request, { ignoreSearch: true }).then((kept) => kept ?? fetch(event.request)));
});
