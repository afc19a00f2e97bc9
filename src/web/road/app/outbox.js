// The outbox: every scan lies here before the screen says so, unchanged from then on, until the server has
// answered it and, where it was set aside or refused, until a person has dealt with it. Nothing here talks to the server.

import { asked, listed, read, write } from './db.js';
import { nextId } from './ids.js';
import { sealed, unsealed } from './vault.js';

/// What became of a row. `waiting` goes out in the order of `seq`; `set_aside` and `refused` wait for a person.
export const STATES = ['waiting', 'sent', 'set_aside', 'refused', 'dealt'];

/// How many rows that are done with are kept to be looked at.
const KEPT = 300;

const news = typeof BroadcastChannel === 'function' ? new BroadcastChannel('hosopost-road') : null;
const listeners = new Set();

/// Calls `hears` whenever the outbox of this phone is another, in whichever tab.
export function onChange(hears) {
  listeners.add(hears);
  return () => listeners.delete(hears);
}

/// Says that something changed, here and in the other tabs.
export function changed(what = 'outbox') {
  for (const hears of listeners) hears(what);
  news?.postMessage(what);
}

if (news) {
  news.onmessage = event => {
    for (const hears of listeners) hears(event.data);
  };
}

/// The time as scans bear it: of this phone's clock, with the offset of Việt Nam.
export function phoneTime(now) {
  return new Date(now + 7 * 3600000).toISOString().replace('Z', '+07:00');
}

/// Puts scans into the outbox, all or none; answered when they lie on the disk. `device` is who scanned, `offset` the
/// clock's at the last contact or null, `shown` what lists say of it. `photos` are kept in the same moment.
///
/// A `content` that is a function is given the rows before it, so that one entry can name another. `secret` is what
/// concerns a person: it lies here encrypted, and only until it is sent.
export async function capture(entries, { device, offset, now = Date.now(), photos = [] }) {
  // Before the transaction: one that waits for anything but its own requests is over.
  const vaults = await Promise.all(entries.map(entry => entry.secret && sealed(entry.secret)));
  const rows = await write(['outbox', 'evidence', 'meta'], async at => {
    const meta = at('meta');
    let last = await asked(meta.get('last_id')) ?? '';
    let seq = await asked(meta.get('last_seq')) ?? 0;
    const rows = [];
    for (const [place, { kind = 'scan', content, shown }] of entries.entries()) {
      last = nextId(last, now, crypto.getRandomValues(new Uint8Array(10)));
      seq += 1;
      const frozen = { id: last, ...typeof content === 'function' ? content(rows) : content, happened_at: phoneTime(now) };
      if (offset !== null && offset !== undefined) frozen.clock_offset_ms = Math.round(offset);
      const row = { id: last, seq, kind, device, content: frozen, shown, queued_at: now, state: 'waiting', answer: null, ...vaults[place] ? { vault: vaults[place] } : {} };
      rows.push(row);
      await asked(at('outbox').add(row));
    }
    for (const photo of photos) await asked(at('evidence').add({ ...photo, device, state: 'waiting', queued_at: now }));
    await asked(meta.put(last, 'last_id'));
    await asked(meta.put(seq, 'last_seq'));
    return rows;
  });
  changed();
  return rows;
}

/// The first rows that wait, in order: of one device and of one kind, so that they can go in one request. Those of
/// `without` are left where they are.
export async function nextBatch(most, without) {
  const want = row => !without.devices.has(row.device) && !without.kinds.has(row.kind);
  const range = IDBKeyRange.bound(['waiting', 0], ['waiting', Infinity]);
  const waiting = await read('outbox', at => listed(at('outbox').index('state_seq'), range, { limit: most, want }));
  const alike = [];
  for (const row of waiting) {
    if (alike.length && (row.device !== waiting[0].device || row.kind !== waiting[0].kind)) break;
    alike.push(row);
    if (row.kind !== 'scan') break;
  }
  return alike;
}

/// Writes down what the server answered: `answers` by id, each `{ state, answer }`. Rows that another tab has
/// settled meanwhile stay as they are. Of those that are done with, the oldest go.
export async function settle(answers, now = Date.now()) {
  await write('outbox', async at => {
    const store = at('outbox');
    for (const [id, { state, answer }] of answers) {
      const row = await asked(store.get(id));
      if (row?.state !== 'waiting') continue;
      const { vault, ...rest } = row;
      await asked(store.put({ ...rest, ...state === 'sent' ? {} : { vault }, state, answer, answered_at: now }));
    }
    const done = store.index('state_seq');
    for (const state of ['sent', 'dealt']) {
      const range = IDBKeyRange.bound([state, 0], [state, Infinity]);
      const over = await asked(done.count(range)) - KEPT;
      if (over <= 0) continue;
      for (const row of await listed(done, range, { limit: over })) await asked(store.delete(row.id));
    }
  });
  changed();
}

/// What an older server has no door for waits for a newer one: told apart from what waits for a line.
export async function park(kinds) {
  const before = await read('meta', at => asked(at('meta').get('parked'))) ?? [];
  if (String(before) === String(kinds)) return;
  await write('meta', at => asked(at('meta').put(kinds, 'parked')));
  changed();
}

/// A person has dealt with a scan that was set aside or refused.
export async function deal(id, now = Date.now()) {
  await write('outbox', async at => {
    const row = await asked(at('outbox').get(id));
    if (row?.state !== 'set_aside' && row?.state !== 'refused') return;
    const { vault, ...rest } = row;
    void vault;
    await asked(at('outbox').put({ ...rest, state: 'dealt', was: row.state, dealt_at: now }));
  });
  changed();
}

/// How many rows are in each state, and how many photos wait.
export function counts() {
  return read(['outbox', 'evidence', 'meta'], async at => {
    const index = at('outbox').index('state_seq');
    const found = {};
    for (const state of STATES) {
      found[state] = await asked(index.count(IDBKeyRange.bound([state, 0], [state, Infinity])));
    }
    const parked = await asked(at('meta').get('parked')) ?? [];
    const waiting = IDBKeyRange.bound(['waiting', 0], ['waiting', Infinity]);
    const later = parked.length ? (await listed(index, waiting, { want: row => parked.includes(row.kind) })).length : 0;
    const photos = await listed(at('evidence'), null, { want: photo => photo.state === 'waiting' });
    return { ...found, waiting: found.waiting - later, later, photos: photos.length, open: found.set_aside + found.refused };
  });
}

/// The last rows, newest first.
export const recent = limit =>
  read('outbox', at => listed(at('outbox').index('seq'), null, { limit, backwards: true }));

/// One row.
export const find = id => read('outbox', at => asked(at('outbox').get(id)));

/// The rows that wait for the line or for a person, oldest first.
export const unsettled = () => read('outbox', at =>
  listed(at('outbox').index('seq'), null, { want: row => ['waiting', 'set_aside', 'refused'].includes(row.state) }));

/// Everything since a moment of this phone's clock, oldest first: what the packet does not know yet.
export const since = moment => read('outbox', at =>
  listed(at('outbox').index('seq'), null, { want: row => row.queued_at >= moment || row.state === 'waiting' }));

/// The photos of this phone that the server has not got.
export const photos = () => read('evidence', at => listed(at('evidence'), null, { want: photo => photo.state === 'waiting' }));

/// Writes down what became of a photo; one that was taken over is not kept.
export async function settlePhoto(id, state, answer) {
  await write('evidence', async at => {
    const photo = await asked(at('evidence').get(id));
    if (!photo) return;
    if (state === 'sent') return asked(at('evidence').delete(id));
    return asked(at('evidence').put({ ...photo, state, answer }));
  });
  changed();
}

/// What a person takes along before anything is cleared: every row and photo that is not with the server or waits for a
/// person, as a file that can be handed in elsewhere. No secret of the phone is in it.
export async function exported(now = Date.now()) {
  const rows = await unsettled();
  const kept = await photos();
  for (const row of rows) if (row.vault) Object.assign(row.content, await unsealed(row.vault));
  const pictures = [];
  for (const photo of kept) {
    const bytes = new Uint8Array(photo.bytes);
    let text = '';
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    pictures.push({ id: photo.id, type: photo.type, base64: btoa(text) });
  }
  return {
    what: 'hosopost-road-outbox',
    made_at: phoneTime(now),
    batches: [...grouped(rows)].map(([device, own]) => ({
      device,
      scans: own.filter(row => row.kind === 'scan').map(row => row.content),
      others: own.filter(row => row.kind !== 'scan').map(row => ({ kind: row.kind, ...row.content })),
      answers: own.filter(row => row.answer).map(row => ({ id: row.id, state: row.state, answer: row.answer })),
    })),
    evidence: pictures,
  };
}

function grouped(rows) {
  const by = new Map();
  for (const row of rows) by.set(row.device, [...by.get(row.device) ?? [], row]);
  return by;
}
