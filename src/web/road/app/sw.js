// The service worker of /road. `self.ROAD` stands before this text: the version, its files, and what npm brought.
// One version is one cache, filled whole or not at all. A page of a version gets files of that version alone. What was
// scanned lies in IndexedDB, which is never touched from here.

const { version, files, vendor } = self.ROAD;
const OWN = `hosopost-road-${version}`;
const SHELL = '/road';
// The decoder is large and not every phone needs it: it comes when it is first asked for, into the same cache.
const SMALL = vendor.filter(path => path.endsWith('.mjs'));

self.addEventListener('install', event => {
  event.waitUntil((async () => {
    const cache = await caches.open(OWN);
    try {
      const shell = await fetched(SHELL);
      // Between two requests the server may have become another version: then this one is not installed.
      if (!(await shell.clone().text()).includes(`data-version="${version}"`)) throw new Error('another version');
      const rest = await Promise.all([...files, ...SMALL].map(async path => [path, await fetched(path)]));
      await Promise.all([[SHELL, shell], ...rest].map(([path, answer]) => cache.put(path, answer)));
    } catch (error) {
      await caches.delete(OWN);
      throw error;
    }
  })());
});

async function fetched(path) {
  const answer = await fetch(path, { cache: 'reload', credentials: 'omit', redirect: 'error' });
  if (!answer.ok) throw new Error(`${path} ${answer.status}`);
  return answer;
}

self.addEventListener('activate', event => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith('hosopost-road-') && name !== OWN) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener('message', event => {
  if (event.data !== 'take over') return;
  event.waitUntil((async () => {
    // Whoever has work open holds this lock; then the newer version goes on waiting, and says so.
    const free = self.navigator.locks
      ? await self.navigator.locks.request('hosopost-road-work', { ifAvailable: true }, lock => lock !== null)
      : (await self.clients.matchAll({ type: 'window', includeUncontrolled: true })).length < 2;
    if (free) await self.skipWaiting();
    else event.source?.postMessage('waits');
  })());
});

self.addEventListener('fetch', event => {
  const { request } = event;
  if (request.method !== 'GET') return;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === 'navigate' ? url.pathname === SHELL : files.includes(url.pathname)) {
    event.respondWith(kept(url.pathname, request));
  } else if (vendor.includes(url.pathname)) {
    event.respondWith(keptOnceAsked(url.pathname, request));
  }
});

async function kept(path, request) {
  const cache = await caches.open(OWN);
  return await cache.match(path) ?? fetch(request);
}

async function keptOnceAsked(path, request) {
  const cache = await caches.open(OWN);
  const found = await cache.match(path);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(path, answer.clone());
  return answer;
}
