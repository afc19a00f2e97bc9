// What can be judged without a screen: ids, codes, verdicts, the list of the day. The body of a function that is given
// `load`, which brings a module of the app; answers what does not hold, or nothing. Runs in the browser of the tests.
const wrong = [];
const is = (what, found, expected) => {
  const [one, other] = [JSON.stringify(found), JSON.stringify(expected)];
  if (one !== other) wrong.push(`${what}: expected ${other}, got ${one}`);
};
const holds = (what, found) => { if (!found) wrong.push(what); };

const { nextId, parts } = await load('ids.js');
const chance = new Uint8Array([255, 255, 1, 2, 3, 4, 5, 6, 7, 8]);
let last = '';
for (const now of [5000, 5000, 5000, 4000, 4999, 6000]) {
  const id = nextId(last, now, chance);
  holds(`${id} is a UUIDv7`, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id));
  holds(`${id} comes after ${last}`, id > last);
  last = id;
}
is('an id says when it was made', parts(nextId('', 1764000000000, chance)).ms, 1764000000000);
const ahead = nextId('', 4102444800000, chance);
is('a clock that had been far ahead is not followed for ever', parts(nextId(ahead, 1764000000000, chance)).ms, 1764000000000);
let full = nextId('', 7000, chance);
for (let at = 0; at < 5000; at += 1) {
  const next = nextId(full, 7000, chance);
  holds('thousands in one millisecond stay in order', next > full);
  full = next;
}

const { bare, checkDigit, isS10, readCode, typingHelp, undone } = await load('codes.js');
for (const [digits, check] of [['47312482', 9], ['96633102', 0], ['00000000', 5]]) is(digits, checkDigit(digits), check);
holds('RR123456785VN', isS10('RR123456785VN'));
const qr = '0123456789BCFGHJK';
for (const text of [qr, ` ${qr.toLowerCase()} `, `HTTPS://HOSO.EXAMPLE.VN/Q/${qr}`, `http://other/q/${qr}?lang=en`, `HTTPS://HOSOPÔT.VN/Q/${qr}#x`]) {
  is(text, readCode(text), { kind: 'parcel', code: qr, qr: true });
}
is('blanks of a number are for the eye', readCode('rr 123 456 785 vn'), { kind: 'parcel', code: 'RR123456785VN' });
is('a wrong check digit', readCode('RR123456784VN'), { kind: 'bad', why: 'check', code: 'RR123456784VN', expected: 5 });
is('a digit short', readCode('RR12345678VN').why, 'length');
is('another carrier', readCode('GHTK-88120071'), { kind: 'number', code: 'GHTK-88120071' });
is('a bag', readCode('T-250408-0001').kind, 'bag');
is('a run', readCode('r-250408-0001').kind, 'run');
for (const bad of ['https://example.com/menu', 'đơn hàng của tôi nữa', 'a/b/c/d', '9'.repeat(36), '\u0000\u0001']) is(bad, readCode(bad).kind, 'bad');
for (const empty of ['', '   ', '\n']) is('nothing', readCode(empty).kind, 'empty');
is('a frame of a hand-over', readCode('HPH:abcdefgh:1/2:x').kind, 'frame');
holds('Telex is undone', undone('BÁ-01').includes('BAS-01') && undone('ƯB').includes('UWB'));
holds('VNI is undone', undone('BÁ-01').includes('BA1-01'));
is('what is known decides', readCode('TÚI-01', code => code === 'TUIS-01' ? 'bag' : undefined), { kind: 'bag', code: 'TUIS-01' });
is('help before the check digit', typingHelp('bh100000'), { more: 2 });
is('help at the check digit', typingHelp('RR12345678'), { expected: 5 });
is('help after a wrong one', typingHelp('RR123456781'), { wrong: '1', expected: 5 });
is('no help with a word', typingHelp('GHTK-1'), null);
is('bare', bare('HTTPS://X/Q/AB?c#d'), 'AB');

const { knowledge, apply } = await load('knowledge.js');
const { answered, again, verdict, SAME_MS } = await load('verdict.js');
const now = Date.UTC(2025, 3, 8, 6, 0);
const departs = '2025-04-08T14:30:00+07:00';
const parcel = (tracking, more) => ({ tracking, state: 'on_run', here: false, due_here: true, to: { person: true }, ...more });
const onward = { to: { point: '481940', name: 'Thạch Đài' }, next: { point: '481940', name: 'Thạch Đài', bag: 'B-0123', run: 'R-1', departs_at: departs } };
const packet = {
  at: { code: '481900', name: 'Thạch Hà', as: 'post' }, complete: true, made_at: departs,
  parcels: [parcel('BH1', {}), parcel('BH2', onward), parcel('BH3', { ...onward, due_here: false }), parcel('BH4', { state: 'delivered' }), parcel('BH5', { state: 'void' }), parcel('BH6', { here: true, state: 'at_point' })],
  bags: [{ code: 'B-0123', to: '481940', to_name: 'Thạch Đài', run: 'R-1', departs_at: departs, sealed: false }, { code: 'B-9', to: '480100', to_name: 'Hà Tĩnh', sealed: true, due_here: false }, { code: 'B-7', to: '481900', sealed: true, due_here: true }],
  runs: [{ code: 'R-1', name: 'TH–TĐ', departs_at: departs, stops: [{ point: '481900' }, { point: '481940' }] }, { code: 'R-2', departs_at: departs, stops: [{ point: '481900' }, { point: '480100' }] }],
  points: [{ code: '480100', name: 'Hà Tĩnh', as: ['post'] }],
};
const judged = (task, code, kind = 'parcel', known = knowledge(packet)) => verdict(task, { kind, code }, known, now);
const tells = (task, code, colour, record, words, kind) => {
  const found = judged(task, code, kind);
  is(`${task.id} ${code}`, [found.colour, found.record], [colour, record]);
  const said = [found.title, ...found.lines].join(' ');
  holds(`${task.id} ${code} says «${words}»: ${said}`, said.includes(words));
  holds(`${task.id} ${code} has a title`, found.title.length > 2);
};
tells({ id: 'receive' }, 'BH1', 'green', 'yes', 'Phát từ điểm này');
tells({ id: 'receive' }, 'BH2', 'green', 'yes', 'Thuộc Thạch Đài: bỏ vào túi B-0123, chuyến 14:30');
tells({ id: 'receive' }, 'BH3', 'red', 'yes', 'Thuộc Thạch Đài');
tells({ id: 'receive' }, 'BH4', 'red', 'ask', 'Đã phát');
tells({ id: 'receive' }, 'BH5', 'red', 'ask', 'hủy');
tells({ id: 'receive' }, 'BH6', 'amber', 'again', 'ở đây rồi');
tells({ id: 'receive' }, 'ZZZZZ', 'amber', 'yes', 'để riêng');
tells({ id: 'receive' }, 'B-7', 'green', 'yes', 'Mở và đếm', 'bag');
tells({ id: 'receive' }, 'B-9', 'red', 'ask', 'Để lại trên xe', 'bag');
tells({ id: 'pack', bag: 'B-0123' }, 'BH2', 'green', 'yes', 'Đúng túi');
tells({ id: 'pack', bag: 'B-0123' }, 'BH1', 'red', 'ask', 'không bỏ vào túi');
tells({ id: 'pack', bag: 'B-7' }, 'BH2', 'red', 'ask', 'niêm phong');
tells({ id: 'pack', bag: 'B-0123' }, 'B-0123', 'red', 'no', 'chính túi này', 'bag');
is('another bag can be gone on with', judged({ id: 'pack', bag: 'B-0123' }, 'B-9', 'bag').change, { bag: 'B-9' });
tells({ id: 'load', run: 'R-1' }, 'B-0123', 'red', 'ask', 'chưa niêm phong', 'bag');
tells({ id: 'load', run: 'R-2' }, 'BH2', 'red', 'ask', 'Không phải chuyến này');
tells({ id: 'load', run: 'R-1' }, 'BH2', 'green', 'yes', 'Đúng chuyến');
tells({ id: 'unload', run: 'R-1' }, 'BH3', 'red', 'ask', 'để lại trên xe');
tells({ id: 'hand_over', to: { point: '480100' } }, 'BH2', 'red', 'ask', 'Không giao cho nơi này');
tells({ id: 'hand_over', to: { point: '481940' } }, 'BH2', 'green', 'yes', 'đúng nơi');
tells({ id: 'out_for_delivery' }, 'BH1', 'green', 'yes', 'Mang đi phát');
tells({ id: 'out_for_delivery' }, 'BH2', 'red', 'ask', 'Không phát từ đây');
tells({ id: 'deliver' }, 'BH6', 'green', 'yes', 'Phát bưu gửi');
tells({ id: 'close_bag' }, 'BH1', 'red', 'no', 'nhãn túi');
tells({ id: 'close_bag' }, 'B-0123', 'green', 'yes', 'Niêm phong túi', 'bag');
tells({ id: 'open_bag' }, 'B-9', 'red', 'ask', 'Không mở', 'bag');
for (const id of ['receive', 'unload', 'unpack', 'pack', 'load', 'hand_over', 'out_for_delivery', 'deliver', 'fail_delivery', 'inspect', 'return', 'close_bag', 'open_bag']) {
  for (const [code, kind] of [['BH1', 'parcel'], ['BH2', 'parcel'], ['BH6', 'parcel'], ['NEW-1', 'number'], ['B-7', 'bag'], ['R-1', 'run'], ['', 'empty'], ['x', 'frame']]) {
    for (const known of [knowledge(packet), knowledge(null)]) {
      const found = judged({ id, bag: 'B-0123', run: 'R-1', to: { point: '480100' } }, code, kind, known);
      holds(`${id} of a ${kind}: colour, words, and what becomes of it`, ['green', 'amber', 'red'].includes(found.colour) && ['yes', 'ask', 'no', 'again'].includes(found.record) && found.title && found.lines.every(line => typeof line === 'string' && !/undefined|null|NaN/.test(line)) && !/undefined|null/.test(found.title));
    }
  }
}
const known = knowledge(packet);
const scan = (action, code, more) => apply(known, { kind: 'scan', state: 'waiting', content: { action, code, happened_at: departs, ...more } });
scan('receive', 'BH2');
is('what was received here is here', judged({ id: 'receive' }, 'BH2', 'parcel', known).record, 'again');
scan('pack', 'BH2', { bag: 'B-0123' });
is('what was packed is in the bag', judged({ id: 'pack', bag: 'B-0123' }, 'BH2', 'parcel', known).record, 'again');
scan('close_bag', 'B-0123', { seal: 'NP-1' });
is('a closed bag can be loaded', judged({ id: 'load', run: 'R-1' }, 'B-0123', 'bag', known).colour, 'green');
apply(known, { kind: 'scan', state: 'set_aside', content: { action: 'deliver', code: 'BH1' } });
is('what was set aside changes nothing', known.parcels.get('BH1').state, 'on_run');
is('again within seconds', again({ when: now - 2000 }, now).same, true);
is('again later', again({ when: now - SAME_MS - 1 }, now).same, false);
const green = judged({ id: 'receive' }, 'BH1');
is('a refused scan turns red', answered(green, { outcome: 'refused', error: { detail: 'vì sao' } }).colour, 'red');
is('its reason is said', answered(green, { outcome: 'set_aside', error: { detail: 'vì sao' } }).lines[0], 'vì sao');
is('what is odd turns amber', answered(green, { outcome: 'recorded', anomalies: [{ text: 'Sai nơi' }] }).colour, 'amber');
is('what is recorded stays green', answered(green, { outcome: 'recorded' }).colour, 'green');

const { dayOf, mayShow } = await load('round.js');
const hour = 3600000;
const morning = Date.UTC(2025, 3, 8, 1);
is('the day is that of Việt Nam', dayOf(Date.UTC(2025, 3, 7, 18)), '2025-04-08');
const shown = more => mayShow({ madeAt: morning, contact: morning, hours: 24, now: morning + hour, ...more });
is('of today, met lately', shown({}), true);
is('not met for a day', shown({ contact: morning - 24 * hour }), false);
is('never met', shown({ contact: undefined }), false);
is('of yesterday', shown({ now: morning + 20 * hour }), false);
is('a clock turned back', shown({ now: morning - hour }), false);

const { collector, framesOf, openedList, signedList } = await load('frames.js');
const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
const jwk = await crypto.subtle.exportKey('jwk', keys.publicKey);
const list = await signedList({ id: last, device: 'road-1', at: '481900', as: 'post', when: departs, codes: Array.from({ length: 40 }, (_, at) => `${at}`.padStart(17, 'B')) }, keys, jwk);
const frames = framesOf(list);
holds('a large set takes several frames', frames.length > 3 && frames.every(frame => frame.length < 230));
const collect = collector();
let told;
for (const frame of [...frames].reverse()) {
  is('a frame twice is one', collect(frame) !== null && collect(frame)?.many, frames.length);
  told = collect(frame);
}
is('the list comes out whole', (await openedList(told.list)).codes.length, 40);
const forged = { ...told.list, body: told.list.body.replace('481900', '481901') };
is('a forged list is refused', await openedList(forged).then(() => 'taken', () => 'refused'), 'refused');
for (const bad of ['', 'HPH:', 'HPH:abcdefgh:0/1:x', 'HPH:abcdefgh:2/1:x', 'HPH:abcdefgh:1/100:x', 'x']) is(`frame ${bad}`, collector()(bad), null);
return wrong;
