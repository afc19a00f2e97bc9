// What all screens share: who is signed in, where, with which task; what the phone knows; how much is not sent. Screens
// read it and call its functions; none of them keeps a copy.

import { NoContact, Refused, call, clockOffset, lastContact, measureClock, metServer, note, renew, signedIn, troubleOf } from './api.js';
import { asked, read, remember, remembered, write } from './db.js';
import { apply, kindOf, knowledge } from './knowledge.js';
import { setClock } from './lang.js';
import { capture, changed, counts, onChange, since } from './outbox.js';
import { keepRound, openRound, wipe } from './round.js';
import { soon, standing } from './sender.js';
import { withRoom } from './storage.js';
import { taskOf } from './tasks.js';

const REFRESH = 10 * 60000;

/// The state. `here` is `{ code, name, as }`; `task` `{ id, bag?, run?, to? }`.
export const app = {
  me: undefined, here: undefined, task: undefined, known: knowledge(null), counts: { waiting: 0, open: 0, photos: 0 },
  contact: undefined, round: undefined, sound: true, storage: undefined, update: false, packetTrouble: undefined,
};

/// Reads what was chosen before; a page that was closed in the middle goes on where it was.
export async function load() {
  app.me = await signedIn();
  app.here = await remembered('here');
  app.task = await remembered('task');
  app.sound = await remembered('sound') ?? true;
  setClock(await clockOffset());
  const places = app.me?.places ?? [];
  const mine = places.find(place => place.code === app.here?.code && place.as.includes(app.here.as));
  if (!mine) app.here = places.length === 1 && places[0].as.length === 1 ? placeAs(places[0], places[0].as[0]) : undefined;
  if (app.task && !taskOf(app.task.id)) app.task = undefined;
  await recount();
  await reknow();
  onChange(async what => {
    if (what === 'sender' || what === 'device') app.me = await signedIn();
    recount();
  });
}

export const placeAs = (place, as) => ({ code: place.code, name: place.name, as });

/// Counts anew what is not sent.
export async function recount() {
  app.counts = await counts();
  app.contact = await lastContact();
  changedHere('counts');
}

const hearers = new Set();

/// Calls `hears` when something of the state changed that screens show.
export function hear(hears) {
  hearers.add(hears);
  return () => hearers.delete(hears);
}

function changedHere(what) {
  for (const hears of hearers) hears(what);
}

/// Keeps a choice for the next time; a phone that is full goes on with it all the same.
const keepChoice = (name, value) => remember(name, value).catch(error => console.warn(error));

/// Chooses a place, and forgets the task, which was of another.
export async function chooseHere(here) {
  app.here = here;
  app.task = undefined;
  await keepChoice('here', here);
  await keepChoice('task', undefined);
  await reknow();
  refresh(true);
}

/// Chooses a task with its bag, run or receiver.
export async function chooseTask(task) {
  app.task = task;
  await keepChoice('task', task);
  changedHere('task');
}

export async function chooseSound(sound) {
  app.sound = sound;
  await keepChoice('sound', sound);
}

const packetKey = () => `${app.here.code}|${app.here.as}`;

/// Reads the packet of this place, and what was scanned since it was made.
export async function reknow() {
  const kept = app.here && await read('packet', at => asked(at('packet').get(packetKey())));
  const rows = await since(kept ? kept.fetched_at : Date.now() - 24 * 3600000);
  app.known = knowledge(kept?.packet ?? null, rows, { at: app.here });
  app.known.fetchedAt = kept?.fetched_at;
  changedHere('known');
}

/// What a code is to this phone.
export const known = code => kindOf(app.known)(code);

let asking;

/// Fetches packet and list of the day, where the last are not fresh; `now` does it all the same.
export function refresh(now = false) {
  if (!app.me || !app.here) return undefined;
  if (!now && app.known.fetchedAt && Date.now() - app.known.fetchedAt < REFRESH) return undefined;
  asking ??= fetched().finally(() => { asking = undefined; });
  return asking;
}

async function fetched() {
  const { me, here } = app;
  try {
    await measureClock();
    const where = `at=${encodeURIComponent(here.code)}&as=${here.as}`;
    // Taken before asking: what is scanned while the answer is under way is not in it.
    const asked_at = Date.now();
    const key = packetKey();
    const former = await read('packet', at => asked(at('packet').get(key)));
    let etag;
    const packet = await call(`/api/v1/road/packet?${where}`, {
      device: me, headers: former?.etag ? { 'if-none-match': former.etag } : {}, heard: heads => { etag = heads.get('etag'); },
    });
    const fresh = packet ? { key, packet, etag, fetched_at: asked_at } : { ...former, fetched_at: asked_at };
    await write('packet', at => asked(at('packet').put(fresh)));
    await renew(me.device, await call(`/api/v1/road/devices/${me.device}`, { device: me }));
    await metServer();
    if (me.trouble) await note(me.device, undefined);
    app.packetTrouble = undefined;
    if (me.role === 'courier' || me.role === 'administrator') await fetchRound();
  } catch (error) {
    await troubled(error);
  }
  app.me = await signedIn();
  if (app.here && !app.me?.places.some(place => place.code === app.here.code && place.as.includes(app.here.as))) {
    // The person no longer works there.
    app.here = undefined;
    app.task = undefined;
  }
  app.contact = await lastContact();
  await reknow();
  soon();
}

async function fetchRound() {
  try {
    const round = await call(`/api/v1/road/round?at=${encodeURIComponent(app.here.code)}`, { device: app.me });
    await keepRound(app.here.code, round);
  } catch (error) {
    if (!(error instanceof Refused) || error.status === 401) throw error;
  }
}

async function troubled(error) {
  const trouble = troubleOf(error);
  if (trouble) {
    await note(app.me.device, trouble);
    // Whoever is no longer trusted keeps no address, and nothing about parcels. What was scanned is kept and sent.
    if (trouble === 'revoked') {
      await wipe({ all: true });
      app.round = undefined;
    }
    changed('device');
  } else if (error instanceof Refused) {
    app.packetTrouble = error.message;
  } else if (!(error instanceof NoContact)) {
    throw error;
  }
}

/// The list of the day as it may be shown now.
export async function todaysRound() {
  if (!app.me || !app.here) return { why: 'none' };
  app.round = await openRound(app.here.code, app.me.round_hours ?? 24);
  return app.round;
}

/// Records: into the outbox first, then into what the phone knows. Answers the rows when they lie on the disk.
export async function record(entries, { photos } = {}) {
  const { me, here } = app;
  const offset = await clockOffset();
  const placed = content => ({ ...content, at: here.code });
  const own = entries.map(entry => {
    if (typeof entry.content === 'function') return { ...entry, content: rows => placed(entry.content(rows)) };
    const isScan = (entry.kind ?? 'scan') === 'scan';
    return { ...entry, content: { ...placed(entry.content), ...isScan ? { as: here.as } : {} } };
  });
  const rows = await withRoom(() => capture(own, { device: me.device, offset, photos }));
  for (const row of rows) apply(app.known, row);
  await recount();
  soon();
  return rows;
}

/// How sending goes, in one word: `sign_in`, `offline`, `sending`, `waiting`, `done`.
export function sendingState() {
  const { state } = standing();
  if (state === 'sign_in' || app.me?.trouble) return 'sign_in';
  const left = app.counts.waiting + app.counts.photos;
  if (state === 'waiting') return 'offline';
  if (state === 'sending') return 'sending';
  return left ? 'waiting' : 'done';
}
