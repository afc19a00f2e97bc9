// Names that the phone gives to what it records: UUIDv7, so that they sort as they were made. Pure: time and
// chance come in as arguments.

const HOUR = 3600000;

/// The next name after `last`. Where the phone's clock was turned back a little, names go on counting from
/// where they were; where it had been far ahead, they follow the clock again.
export function nextId(last, now, random) {
  const before = last ? parts(last) : { ms: 0, counter: 0 };
  let ms = now;
  let counter = (random[0] << 3 | random[1] >> 5) & 0x3ff;
  if (now <= before.ms && before.ms - now < HOUR) {
    ms = before.ms;
    counter = before.counter + 1;
    if (counter > 0xfff) {
      ms += 1;
      counter = 0;
    }
  }
  const head = ms.toString(16).padStart(12, '0');
  const middle = `7${counter.toString(16).padStart(3, '0')}`;
  const bytes = Array.from(random.slice(2, 10));
  bytes[0] = bytes[0] & 0x3f | 0x80;
  const tail = bytes.map(byte => byte.toString(16).padStart(2, '0')).join('');
  return `${head.slice(0, 8)}-${head.slice(8)}-${middle}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}

/// When a name was made, and its place within that millisecond.
export function parts(id) {
  const plain = id.replaceAll('-', '');
  return { ms: parseInt(plain.slice(0, 12), 16), counter: parseInt(plain.slice(13, 16), 16) };
}

/// A name of its own, for what is in no order: a photo, a hand-over.
export function freshId() {
  return nextId('', Date.now(), crypto.getRandomValues(new Uint8Array(10)));
}
