// What the phone keeps, in IndexedDB. Whoever writes here waits until it lies on the disk (`durability: strict`):
// what a screen says is kept survives a battery that is pulled out.

const NAME = 'hosopost-road';
const VERSION = 1;

let opened;

/// The database, opened once per page.
export function open() {
  opened ??= new Promise((done, failed) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      const db = request.result;
      const outbox = db.createObjectStore('outbox', { keyPath: 'id' });
      outbox.createIndex('seq', 'seq', { unique: true });
      outbox.createIndex('state_seq', ['state', 'seq']);
      db.createObjectStore('evidence', { keyPath: 'id' });
      db.createObjectStore('packet', { keyPath: 'key' });
      db.createObjectStore('round', { keyPath: 'key' });
      db.createObjectStore('device', { keyPath: 'device' });
      db.createObjectStore('meta');
    };
    request.onsuccess = () => {
      const db = request.result;
      // A later version of the app wants to change the shape: it must not wait for this page.
      db.onversionchange = () => { db.close(); opened = undefined; };
      db.onclose = () => { opened = undefined; };
      done(db);
    };
    request.onerror = () => { opened = undefined; failed(request.error); };
    request.onblocked = () => failed(new Error('blocked'));
  });
  return opened;
}

/// Runs `work` in one transaction and answers what it answered, after everything lies on the disk.
export async function write(stores, work) {
  const db = await open();
  return settled(db.transaction(stores, 'readwrite', { durability: 'strict' }), work);
}

/// Runs `work` in one transaction that only reads.
export async function read(stores, work) {
  const db = await open();
  return settled(db.transaction(stores, 'readonly'), work);
}

async function settled(transaction, work) {
  const end = new Promise((done, failed) => {
    transaction.oncomplete = () => done();
    transaction.onabort = () => failed(transaction.error ?? new Error('aborted'));
    transaction.onerror = () => failed(transaction.error);
  });
  // An abort while `work` still waits is told by `work`; it must not be told twice as unheard.
  end.catch(() => {});
  let answer;
  try {
    answer = await work(name => transaction.objectStore(name));
  } catch (error) {
    try { transaction.abort(); } catch { /* it has ended by itself */ }
    throw error;
  }
  await end;
  return answer;
}

/// A request of IndexedDB as a promise.
export function asked(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

/// Everything an index or a store has in a range, in its order, at most `limit`; `want` chooses.
export function listed(source, range, { limit = Infinity, backwards = false, want = () => true } = {}) {
  return new Promise((done, failed) => {
    const found = [];
    const request = source.openCursor(range, backwards ? 'prev' : 'next');
    request.onerror = () => failed(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor || found.length >= limit) return done(found);
      if (want(cursor.value)) found.push(cursor.value);
      cursor.continue();
    };
  });
}

/// A small value by its name.
export const remembered = name => read('meta', at => asked(at('meta').get(name)));

/// Keeps a small value under a name.
export const remember = (name, value) => write('meta', at => asked(at('meta').put(value, name)));
