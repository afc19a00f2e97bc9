// What concerns a person and waits to be sent lies encrypted, under a key that cannot be taken out of the browser.

import { asked, read, write } from './db.js';

async function key() {
  const kept = await read('meta', at => asked(at('meta').get('vault')));
  if (kept) return kept;
  const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  return write('meta', async at => {
    // Another tab may have made one meanwhile: the first stays.
    const there = await asked(at('meta').get('vault'));
    if (!there) await asked(at('meta').put(fresh, 'vault'));
    return there ?? fresh;
  });
}

/// Encrypts a value.
export async function sealed(value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await key(), new TextEncoder().encode(JSON.stringify(value)));
  return { iv, bytes };
}

/// The value again.
export async function unsealed({ iv, bytes }) {
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, await key(), bytes)));
}
