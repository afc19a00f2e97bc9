// How the phone talks to the server. A line can lie: a portal of a guest network answers in the place of the server, a
// proxy drops what it should carry. So only what bears the server's own shape is believed; all else is «no contact».

import { asked, read, remember, remembered, write } from './db.js';
import { lang, setClock } from './lang.js';

const PATIENCE = 30000;

/// No answer of the server's own: whether the line, a portal or a proxy, one tries again.
export class NoContact extends Error {
  constructor(why, after) {
    super(why);
    /// In how many milliseconds the server wants to be asked again, where it said so.
    this.after = after;
  }
}

/// The server said no, in its own words.
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? problem.code);
    this.status = status;
    this.code = problem.code ?? '';
    this.problem = problem;
  }
}

/// Asks the server as this device. The answer is what it said, read.
export async function call(path, { device, method = 'GET', json, body, type, headers = {}, credentials = 'omit', heard } = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  let answer;
  let text;
  try {
    answer = await fetch(path, {
      method,
      credentials,
      cache: 'no-store',
      redirect: 'error',
      signal: stop.signal,
      headers: {
        accept: 'application/json',
        'accept-language': lang(),
        ...device ? { authorization: `Bearer ${device.secret}` } : {},
        ...json ? { 'content-type': 'application/json' } : type ? { 'content-type': type } : {},
        ...headers,
      },
      body: json ? JSON.stringify(json) : body,
    });
    // The body can stop half-way: it is read within the same patience.
    text = await answer.text();
  } catch (error) {
    throw new NoContact(error.name === 'AbortError' ? 'timeout' : 'line');
  } finally {
    clearTimeout(timer);
  }
  const kind = answer.headers.get('content-type') ?? '';
  heard?.(answer.headers);
  if (answer.status === 304) return null;
  let told;
  try {
    told = text ? JSON.parse(text) : {};
  } catch {
    throw new NoContact('not the server');
  }
  if (answer.ok && (kind.startsWith('application/json') || !text)) return told;
  const after = Number(answer.headers.get('retry-after')) * 1000 || undefined;
  if (!kind.startsWith('application/problem+json')) throw new NoContact('not the server', after);
  if (answer.status === 429 || answer.status >= 500 || answer.status === 408) throw new NoContact(told.code ?? 'busy', after);
  throw new Refused(answer.status, told);
}

/// How far the phone's clock is behind the server's, in milliseconds, as measured at the last contact; null before the first.
export const clockOffset = async () => (await remembered('clock'))?.offset ?? null;

/// Measures the clock; half the way there and back is taken off. A measure of less than a minute ago is good enough.
export async function measureClock(now = () => Date.now()) {
  const last = await remembered('clock');
  if (last && Math.abs(now() - last.at) < 60000) return last.offset;
  const asked = now();
  const told = await call('/api/v1/road/clock');
  const heard = now();
  if (!Number.isFinite(told.now_ms)) throw new NoContact('not the server');
  const offset = Math.round(told.now_ms - (asked + heard) / 2);
  await remember('clock', { offset, at: heard });
  setClock(offset);
  return offset;
}

/// Remembers that the server answered this device.
export const metServer = (now = Date.now()) => remember('contact', now);

/// When it last did, by the phone's clock.
export const lastContact = () => remembered('contact');

/// Every credential on this phone: that of who is signed in, and former ones whose scans are not all sent.
export const devices = () => read('device', at => asked(at('device').getAll()));

/// Whoever is signed in on this phone now.
export async function signedIn() {
  const current = await remembered('current');
  return current ? read('device', at => asked(at('device').get(current))) : undefined;
}

/// Keeps a credential, and makes it the one that is used.
export async function signIn(record) {
  await write(['device', 'meta'], async at => {
    await asked(at('device').put(record));
    await asked(at('meta').put(record.device, 'current'));
    await asked(at('meta').put(Date.now(), 'contact'));
  });
}

/// Notes on a credential that the server no longer takes it (`lapsed`, `revoked`, `unknown`), or does again (none).
export async function note(device, trouble) {
  await write('device', async at => {
    const record = await asked(at('device').get(device));
    if (record && record.trouble !== trouble) await asked(at('device').put({ ...record, trouble }));
  });
}

/// Takes over what the server says of this phone today: its person may work elsewhere by now.
export async function renew(device, { person, role, places, contact_hours, round_hours }) {
  await write('device', async at => {
    const record = await asked(at('device').get(device));
    if (record && Array.isArray(places)) await asked(at('device').put({ ...record, person, role, places, contact_hours, round_hours }));
  });
}

/// What a 401 means for the device that asked.
export function troubleOf(error) {
  if (!(error instanceof Refused) || error.status !== 401) return undefined;
  return { credential_lapsed: 'lapsed', credential_revoked: 'revoked' }[error.code] ?? 'unknown';
}
