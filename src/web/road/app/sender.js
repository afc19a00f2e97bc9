// Sends what lies in the outbox: in order, at most fifty at once, by one tab at a time, under the same ids until
// each is answered. It tries on load, when the line comes back, when the page is looked at, when something was scanned,
// and by a timer that waits longer each time it failed. `navigator.onLine` is a hint and never believed.

import { NoContact, Refused, call, devices, measureClock, metServer, note, troubleOf } from './api.js';
import { asked, read, write } from './db.js';
import { changed, counts, nextBatch, park, photos, settle, settlePhoto } from './outbox.js';
import { unsealed } from './vault.js';

const BATCH = 50;
const SHORTEST = 2000;
const LONGEST = 60000;
/// How long a tab may hold the pen without a sign of life; a phone that sleeps leaves it in the hand of a tab nobody sees.
const LEASE = 45000;

const LOCK = 'hosopost-road-sender';
const me = Math.random().toString(36).slice(2);
let timer;
let pause = SHORTEST;
let running = false;
let again = false;
let now = { state: 'idle' };

/// How sending goes: `idle`, `sending`, `waiting` (no contact; `next` says when it is tried again), `sign_in`.
export const standing = () => now;

function stand(next) {
  now = next;
  changed('sender');
}

/// Begins to send, and goes on as long as the page lives.
export function start() {
  addEventListener('online', () => soon(0));
  addEventListener('pageshow', () => soon(0));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') soon(0);
  });
  soon(0);
}

/// Tries within `wait` milliseconds; a person who presses «send now» begins the waiting anew.
export function soon(wait = 300) {
  if (wait === 0) pause = SHORTEST;
  clearTimeout(timer);
  timer = setTimeout(turn, wait);
}

async function turn() {
  if (running) {
    again = true;
    return;
  }
  running = true;
  again = false;
  let next;
  try {
    const sent = await alone(drain);
    // Another tab has the pen: this one looks again later, in case that one falls asleep.
    next = sent === undefined ? LEASE : undefined;
    if (sent !== undefined) pause = SHORTEST;
  } catch (error) {
    // Another tab took the pen out of this one's hand.
    const taken = error?.name === 'AbortError';
    if (!taken && !(error instanceof NoContact)) console.error(error);
    next = taken ? LEASE : Math.max(error.after ?? 0, pause * (0.75 + Math.random() / 2));
    pause = Math.min(pause * 2, LONGEST);
    if (!taken) stand({ state: 'waiting', why: error.message, next: Date.now() + next });
  } finally {
    running = false;
  }
  if (again) return soon(50);
  clearTimeout(timer);
  const left = await counts().catch(() => null);
  if (next === undefined && left && left.waiting + left.photos > 0) next = LONGEST;
  timer = setTimeout(turn, next ?? 5 * LONGEST);
}

/// Runs `work` in one tab of this phone; answers undefined where another has the pen.
async function alone(work) {
  if (navigator.locks) {
    const held = await navigator.locks.request(LOCK, { ifAvailable: true }, async lock => lock && { answer: await work() });
    if (held) return held.answer;
    const stale = Date.now() - (await read('meta', at => asked(at('meta').get('pen'))) ?? 0) > LEASE;
    if (!stale || document.visibilityState !== 'visible') return undefined;
    // The pen in the hand of a tab that sleeps is taken out of it. What it sent meanwhile bears the same ids.
    return navigator.locks.request(LOCK, { steal: true }, work);
  }
  const mine = await write('meta', async at => {
    const lease = await asked(at('meta').get('lease'));
    if (lease && lease.who !== me && lease.until > Date.now() && lease.until < Date.now() + LEASE) return false;
    await asked(at('meta').put({ who: me, until: Date.now() + LEASE }, 'lease'));
    return true;
  });
  if (!mine) return undefined;
  try {
    return await work();
  } finally {
    await write('meta', async at => {
      const lease = await asked(at('meta').get('lease'));
      if (lease?.who === me) await asked(at('meta').delete('lease'));
    });
  }
}

/// Says that this tab still writes.
async function alive() {
  await write('meta', async at => {
    await asked(at('meta').put(Date.now(), 'pen'));
    if (!navigator.locks) await asked(at('meta').put({ who: me, until: Date.now() + LEASE }, 'lease'));
  });
}

async function drain() {
  let most = BATCH;
  // What cannot go now keeps its place and holds up nothing else: one person's scans not those of another, and what only
  // a newer server takes not the scans.
  const without = { devices: new Set(), kinds: new Set() };
  await alive();
  for (;;) {
    const batch = await nextBatch(most, without);
    if (!batch.length) break;
    await alive();
    if (now.state !== 'sending') stand({ state: 'sending' });
    const device = (await devices()).find(one => one.device === batch[0].device);
    if (!device) {
      without.devices.add(batch[0].device);
      continue;
    }
    const offset = await measureClock();
    await alive();
    try {
      const answers = batch[0].kind === 'scan' ? await scans(device, batch, offset) : await other(device, batch[0], offset);
      if (!answers.size) throw new NoContact('no answer to any');
      await metServer();
      await note(device.device, undefined);
      await settle(answers);
      most = BATCH;
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble) {
        await note(device.device, trouble);
        without.devices.add(device.device);
        continue;
      }
      if (!(error instanceof Refused)) throw error;
      const isScan = batch[0].kind === 'scan';
      if (isScan && [403, 404, 405].includes(error.status)) {
        without.devices.add(device.device);
        continue;
      }
      // An older server has no such door yet: it waits for a newer one.
      if (!isScan && (error.status === 405 || error.status === 404 && error.code === 'not_found')) {
        without.kinds.add(batch[0].kind);
        continue;
      }
      // The batch as a whole was refused. Alone, each says for itself what is wrong with it.
      if (batch.length > 1) {
        most = Math.max(1, Math.floor(batch.length / 2));
        continue;
      }
      await settle(new Map([[batch[0].id, { state: 'refused', answer: { outcome: 'refused', error: { code: error.code, detail: error.message } } }]]));
    }
  }
  await park([...without.kinds]);
  await pictures();
  const left = (await devices()).filter(one => without.devices.has(one.device));
  stand(without.devices.size ? { state: 'sign_in', trouble: left[0]?.trouble ?? 'unknown' } : { state: 'idle' });
  return true;
}

/// Sends a batch of scans; what is answered of each.
async function scans(device, batch, offset) {
  const told = await call('/api/v1/scans', {
    device,
    method: 'POST',
    json: { device: device.device, scans: batch.map(row => ({ clock_offset_ms: offset, ...row.content })) },
  });
  if (!Array.isArray(told.results)) throw new NoContact('not the server');
  const states = { recorded: 'sent', repeated: 'sent', set_aside: 'set_aside', refused: 'refused' };
  const wanted = new Set(batch.map(row => row.id));
  const answers = new Map();
  told.results.forEach((result, place) => {
    // A scan that could not be read has no id in its answer: its place in the batch says which it was.
    const id = result.id ?? batch[place]?.id;
    const state = states[result.outcome];
    if (state && wanted.has(id)) answers.set(id, { state, answer: result });
  });
  return answers;
}

/// Where the other things go that a phone records: a dossier taken in without a line, what was collected at a door.
const DOORS = { acceptance: '/api/v1/road/acceptances', door: '/api/v1/road/doors', handover: '/api/v1/road/handovers' };

async function other(device, row, offset) {
  const secret = row.vault ? await unsealed(row.vault) : {};
  const told = await call(DOORS[row.kind], { device, method: 'POST', json: { device: row.device, clock_offset_ms: offset, ...row.content, ...secret } });
  const state = told.outcome === 'set_aside' || told.outcome === 'refused' ? told.outcome : 'sent';
  return new Map([[row.id, { state, answer: told }]]);
}

/// Photos and signatures go after the scans that name them: they are large, and the scan does not wait for them.
async function pictures() {
  for (const photo of await photos()) {
    const device = (await devices()).find(one => one.device === photo.device);
    if (!device || device.trouble) continue;
    await alive();
    try {
      await call(`/api/v1/evidence/${photo.id}`, { device, method: 'PUT', body: new Blob([photo.bytes]), type: photo.type });
      await settlePhoto(photo.id, 'sent');
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const trouble = troubleOf(error);
      if (trouble) {
        await note(device.device, trouble);
        continue;
      }
      if (error.status === 404 || error.status === 403) continue;
      await settlePhoto(photo.id, 'refused', { code: error.code, detail: error.message });
    }
  }
}
