// Removes what the page keeps in the browser, and begins anew.

/** Prefix of all that the page keeps. */
const OWN = "blup-";

export async function forget(): Promise<void> {
  const scope = new URL("./", location.href).href;
  const all = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  const removed = all.filter((one) => one.scope === scope).map((one) => one.unregister());
  const kept = (await globalThis.caches?.keys()) ?? [];
  await Promise.all([...removed, ...kept.filter((name) => name.startsWith(OWN)).map((name) => caches.delete(name))]);
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith(OWN))) localStorage.removeItem(key);
  history.replaceState(null, "", location.pathname);
  location.reload();
}
