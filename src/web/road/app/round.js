// The postman's list of the day: names, addresses, phones. They lie on the phone encrypted under a key that cannot be
// taken out of the browser, for today only; after a day without contact, and when the server says this phone is
// revoked, key and list are gone.

import { lastContact } from './api.js';
import { asked, read, write } from './db.js';

const HOUR = 3600000;

/// The day in Việt Nam.
export const dayOf = moment => new Date(new Date(moment).getTime() + 7 * HOUR).toISOString().slice(0, 10);

/// Whether a list may still be shown: of today, and the server was met within the hours it gave. A clock that stands
/// before the last contact was turned back, and tells nothing.
export function mayShow({ madeAt, contact, hours, now }) {
  if (!contact || now < contact - 5 * 60000) return false;
  return now - contact < hours * HOUR && dayOf(madeAt) === dayOf(now);
}

/// Keeps a list.
export async function keepRound(key, round, now = Date.now()) {
  const cipher = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, cipher, new TextEncoder().encode(JSON.stringify(round)));
  await write('round', at => asked(at('round').put({ key, cipher, iv, bytes, made_at: now })));
}

/// The list, or why it cannot be shown: `none` or `locked`. One that is locked is gone.
export async function openRound(key, hours, now = Date.now()) {
  const kept = await read('round', at => asked(at('round').get(key)));
  if (!kept) return { why: 'none' };
  if (!mayShow({ madeAt: kept.made_at, contact: await lastContact(), hours, now })) {
    await write('round', at => asked(at('round').delete(key)));
    return { why: dayOf(kept.made_at) === dayOf(now) ? 'locked' : 'none' };
  }
  try {
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: kept.iv }, kept.cipher, kept.bytes);
    return { round: JSON.parse(new TextDecoder().decode(plain)), madeAt: kept.made_at };
  } catch {
    return { why: 'none' };
  }
}

/// Forgets every address, and with `all` also what is known of parcels. What was scanned stays.
export async function wipe({ all = false } = {}) {
  await write(all ? ['round', 'packet'] : ['round'], async at => {
    await asked(at('round').clear());
    if (all) await asked(at('packet').clear());
  });
}
