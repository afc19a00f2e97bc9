// Room on the phone: asked to be kept, and watched. Not every browser says how much there is, so a little is laid aside
// beforehand: when a scan finds no room it takes that, is kept all the same, and the screen says that the phone is full
// while nothing is lost yet.

import { asked, read, write } from './db.js';
import { app } from './state.js';

const ENOUGH = 20 * 1024 * 1024;
const ASIDE = 1024 * 1024;

let watched = 0;

/// Asks the browser to keep what lies here, looks how much room there is, and lays some aside.
export async function watchStorage() {
  if (Date.now() - watched < 60000) return;
  watched = Date.now();
  const store = navigator.storage;
  let storage = {};
  try {
    const persisted = await store?.persisted?.() || await store?.persist?.() || false;
    const { usage = 0, quota = 0 } = await store?.estimate?.() ?? {};
    storage = { persisted, usage, quota, full: quota > 0 && (quota - usage < ENOUGH || usage > quota * 0.9) };
  } catch { /* a browser that does not say */ }
  try {
    await layAside();
  } catch (error) {
    storage.full ||= isFull(error);
  }
  app.storage = storage;
}

async function layAside() {
  if (await read('meta', at => asked(at('meta').getKey('aside')))) return;
  const bytes = new Uint8Array(ASIDE);
  // By chance, so that the browser cannot press it together.
  for (let from = 0; from < ASIDE; from += 65536) crypto.getRandomValues(bytes.subarray(from, from + 65536));
  await write('meta', at => asked(at('meta').put(bytes.buffer, 'aside')));
}

/// Runs `keep`; where the phone is full, once more with what was laid aside, and from then on it is said.
export async function withRoom(keep) {
  try {
    return await keep();
  } catch (error) {
    if (!isFull(error)) throw error;
    app.storage = { ...app.storage, full: true };
    watched = Date.now();
    await write('meta', at => asked(at('meta').delete('aside')));
    return keep();
  }
}

/// Whether an error means that the phone is full.
export const isFull = error => error?.name === 'QuotaExceededError' || error?.inner?.name === 'QuotaExceededError';
