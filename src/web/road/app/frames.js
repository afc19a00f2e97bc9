// A hand-over from phone to phone without a line: what the giver gives, signed with the giver's key, as text in frames
// small enough for one QR each; and the frames put together again. Pure but for the browser's cryptography.

const HEAD = 'HPH';
const CHUNK = 130;

const text64 = bytes => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const bytes64 = text => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), letter => letter.charCodeAt(0));

/// Signs what is given: `{ id, device, at, as, to, when, codes }`.
export async function signedList(list, keys, jwk) {
  const body = JSON.stringify({ v: 1, ...list, key: { x: jwk.x, y: jwk.y } });
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, keys.privateKey, new TextEncoder().encode(body));
  return { body, signature: text64(signature) };
}

/// Reads a list and looks whether it was signed by the key it bears; whose key that is the server says later.
export async function openedList({ body, signature }) {
  const list = JSON.parse(body);
  if (list.v !== 1 || !Array.isArray(list.codes) || typeof list.id !== 'string') throw new Error('list');
  const key = await crypto.subtle.importKey('jwk', { kty: 'EC', crv: 'P-256', ...list.key }, { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify']);
  const good = await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, bytes64(signature), new TextEncoder().encode(body));
  if (!good) throw new Error('signature');
  return list;
}

/// The frames: each says which list it belongs to, which one it is and of how many.
export function framesOf({ body, signature }) {
  const whole = `${signature}.${body}`;
  const name = whole.slice(0, 8);
  const many = Math.ceil(whole.length / CHUNK);
  return Array.from({ length: many }, (_, at) => `${HEAD}:${name}:${at + 1}/${many}:${whole.slice(at * CHUNK, (at + 1) * CHUNK)}`);
}

/// Collects frames in whatever order; another list's frame begins anew. Answers how many are there, and at the end all.
export function collector() {
  let name;
  let many = 0;
  let parts = new Map();
  return text => {
    const read = /^HPH:([\w-]{8}):([0-9]+)\/([0-9]+):([^]*)$/.exec(text);
    if (!read) return null;
    const [, own, at, of, chunk] = read;
    if (own !== name || Number(of) !== many) {
      name = own;
      many = Number(of);
      parts = new Map();
    }
    if (many < 1 || many > 99 || Number(at) < 1 || Number(at) > many) return null;
    parts.set(Number(at), chunk);
    if (parts.size < many) return { have: parts.size, many };
    const whole = Array.from({ length: many }, (_, place) => parts.get(place + 1)).join('');
    const dot = whole.indexOf('.');
    return { have: many, many, list: { signature: whole.slice(0, dot), body: whole.slice(dot + 1) } };
  };
}
