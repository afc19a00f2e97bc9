// The service worker: brings one version of the app as a whole, and a newer one only when nobody has work open. While a
// form at a door is half filled in, this page holds a lock that the newer version waits for.

import { say } from './lang.js';
import { app } from './state.js';
import { counts } from './outbox.js';
import { speakUp } from './view.js';

let depth = 0;
let release;

/// Says that work is open on this page: an update waits. As often as it is said, `idle` is said.
export function busy() {
  depth += 1;
  if (depth > 1 || !navigator.locks) return;
  navigator.locks.request('hosopost-road-work', { mode: 'shared' }, () => (depth ? new Promise(done => { release = done; }) : undefined));
}

/// The work is done, or given up.
export function idle() {
  depth = Math.max(0, depth - 1);
  if (depth) return;
  release?.();
  release = undefined;
}

/// Whether work is open here.
export const isBusy = () => depth > 0;

let registration;
let waited = false;

/// Registers the service worker, and takes a newer version at a quiet moment.
export async function begin() {
  if (!('serviceWorker' in navigator)) return;
  // A page that was open before the newer version took over begins anew with it; until then it is served by none.
  const had = navigator.serviceWorker.controller !== null;
  let gone = false;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (gone || !had && !waited) return;
    gone = true;
    location.reload();
  });
  try {
    registration = await navigator.serviceWorker.register('/road/sw.js', { scope: '/road' });
  } catch {
    return;
  }
  navigator.serviceWorker.addEventListener('message', ({ data }) => {
    if (data !== 'waits') return;
    const words = say('Còn việc đang mở: xong rồi cập nhật.', 'Work is open: finish it, then update.');
    speakUp(words, true);
    const button = document.getElementById('update');
    if (button) button.textContent = words;
  });
  const look = () => {
    const there = Boolean(registration.waiting);
    if (there !== app.update) app.update = there;
    if (there) offer();
  };
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', look);
  });
  look();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible') return;
    registration.update().catch(() => {});
    look();
  });
  setInterval(() => registration.update().catch(() => {}), 6 * 3600000);
}



/// Takes the newer version by itself where nothing is open and nothing waits; else a person does it in the settings.
async function offer() {
  if (isBusy() || location.hash.startsWith('#door') || location.hash.startsWith('#accept') || location.hash.startsWith('#phones')) return;
  const { waiting } = await counts();
  if (waiting === 0 && document.visibilityState === 'hidden') takeUpdate();
}

/// Asks the newer version to take over; it does when no page has work open.
export function takeUpdate() {
  waited = true;
  registration?.waiting?.postMessage('take over');
}
