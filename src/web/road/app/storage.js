// Room on the phone: asked to be kept, and watched. A browser may throw away what a page keeps when the phone is full;
// people are told before that happens, in words.

import { app } from './state.js';

const ENOUGH = 20 * 1024 * 1024;

/// Asks the browser to keep what lies here, and looks how much room there is.
export async function watchStorage() {
  const store = navigator.storage;
  if (!store || Date.now() - watchStorage.at < 60000) return;
  watchStorage.at = Date.now();
  try {
    const persisted = await store.persisted?.() || await store.persist?.() || false;
    const { usage = 0, quota = 0 } = await store.estimate?.() ?? {};
    app.storage = { persisted, usage, quota, full: quota > 0 && (quota - usage < ENOUGH || usage > quota * 0.9) };
  } catch { /* a browser that does not say */ }
}

watchStorage.at = 0;

/// Whether an error means that the phone is full.
export const isFull = error => error?.name === 'QuotaExceededError' || error?.inner?.name === 'QuotaExceededError';
