// What a code is that was scanned or typed, and what a Vietnamese input method made of it. Pure. The server does the
// same with `base::codes::scanned`; what is kept in the outbox is the code as read here.

/// The symbols of our QR codes: no vowels and no letters that input methods rewrite.
const QR = /^[0-9BCFGHJKMNPQRSTVXZ]{17}$/;
const S10 = /^[A-Z]{2}[0-9]{9}[A-Z]{2}$/;
const PLAIN = /^[0-9A-Z][0-9A-Z.-]{0,31}$/;
const NUMBER = /^[0-9A-Z.-]{5,35}$/;

/// What Telex writes for the letters with a mark of their own.
const TELEX = { Ă: 'AW', Â: 'AA', Đ: 'DD', Ê: 'EE', Ô: 'OO', Ơ: 'OW', Ư: 'UW' };
const VNI = { Ă: 'A8', Â: 'A6', Đ: 'D9', Ê: 'E6', Ô: 'O6', Ơ: 'O7', Ư: 'U7' };
/// Acute, grave, hook, tilde, dot: the tones, and the keys that make them.
const TONES = ['\u0301', '\u0300', '\u0309', '\u0303', '\u0323'];
const TELEX_TONES = ['S', 'F', 'R', 'X', 'J'];
const VNI_TONES = ['1', '2', '3', '4', '5'];

/// The code alone, whatever host stood before it, in capitals and without blanks.
export function bare(text) {
  const upper = text.normalize('NFC').trim().toUpperCase();
  let code = upper;
  if (/^HT{1,2}PS?:\/\//.test(upper)) {
    const at = upper.lastIndexOf('/Q/');
    if (at >= 0) code = upper.slice(at + 3);
  }
  return code.split(/[?#]/)[0].replace(/\s/g, '');
}

/// The check digit of UPU S10 over eight digits.
export function checkDigit(digits) {
  const sum = [8, 6, 4, 2, 3, 5, 9, 7].reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0);
  const rest = 11 - sum % 11;
  return rest === 10 ? 0 : rest === 11 ? 5 : rest;
}

/// Whether a text has the form of S10 with the right check digit.
export const isS10 = code => S10.test(code) && checkDigit(code.slice(2, 10)) === Number(code[10]);

/// What may have been typed before an input method rewrote it: as it is, without marks, and with the keys of Telex or
/// VNI put back, the tone's key at its letter or at the end of its word. Most likely first.
export function undone(code) {
  if (/^[\x20-\x7e]*$/.test(code)) return [code];
  const found = new Set();
  for (const [letters, keys] of [[TELEX, TELEX_TONES], [VNI, VNI_TONES]]) {
    for (const atEnd of [true, false]) {
      found.add(code.match(/[-.]|[^-.]+/g).map(word => typed(word, letters, keys, atEnd)).join(''));
    }
  }
  const plain = code.replaceAll('Đ', 'D').normalize('NFD').replace(/[\u0300-\u036f]/g, '');
  found.add(plain);
  return [...found].filter(text => /^[\x20-\x7e]*$/.test(text));
}

function typed(word, letters, keys, atEnd) {
  let out = '';
  let tail = '';
  for (const letter of word) {
    const marks = letter.normalize('NFD');
    const tone = TONES.findIndex(mark => marks.includes(mark));
    const without = tone < 0 ? letter : marks.replace(TONES[tone], '').normalize('NFC');
    out += letters[without] ?? without;
    if (tone < 0) continue;
    if (atEnd) tail += keys[tone];
    else out += keys[tone];
  }
  return out + tail;
}

/// What was read. `known` says of a code whether the phone knows it, and as what (`parcel`, `bag`, `run`).
///
/// `kind` is `empty`, `parcel`, `bag`, `run`, `number` (another carrier's, or one the phone does not know), `frame` (of a
/// hand-over between two phones) or `bad`; a number whose check digit is wrong says which one it expected.
export function readCode(text, known = () => undefined) {
  if (/^HPHO?[0-9]?:/i.test(text.trim())) return { kind: 'frame', code: text.trim() };
  const read = bare(text);
  if (!read) return { kind: 'empty', code: '' };
  const candidates = undone(read);
  for (const code of candidates) {
    const kind = known(code);
    if (kind) return { kind, code };
  }
  for (const code of candidates) {
    if (QR.test(code)) return { kind: 'parcel', code, qr: true };
    if (isS10(code)) return { kind: 'parcel', code };
  }
  const code = candidates[0] ?? read;
  if (S10.test(code)) return { kind: 'bad', why: 'check', code, expected: checkDigit(code.slice(2, 10)) };
  if (/^[A-Z]{2}[0-9]{8,10}[A-Z]{0,2}$/.test(code)) return { kind: 'bad', why: 'length', code };
  if (/^T-[0-9]{6}-/.test(code)) return { kind: 'bag', code };
  if (/^R-[0-9]{6}-/.test(code)) return { kind: 'run', code };
  // Every number has a digit: what has none is a word.
  if (/^HTTPS?:/.test(code) || !/[0-9]/.test(code) || !NUMBER.test(code) && !PLAIN.test(code)) return { kind: 'bad', why: 'form', code };
  return { kind: 'number', code };
}

/// Help while somebody types a tracking number: what is still missing, or the check digit that would be right.
export function typingHelp(text) {
  const code = bare(text);
  const start = /^([A-Z]{2})([0-9]{0,9})([A-Z]{0,2})$/.exec(code);
  if (!start) return null;
  const [, , digits, country] = start;
  if (digits.length < 8) return { more: 8 - digits.length };
  const expected = checkDigit(digits);
  if (digits.length === 8) return { expected };
  if (Number(digits[8]) !== expected) return { wrong: digits[8], expected };
  return country.length < 2 ? { country: true } : { right: true };
}
