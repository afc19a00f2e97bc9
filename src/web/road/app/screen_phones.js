// Hand-over between two phones where neither has a line. The giver scans what is given, and the phone shows it as codes;
// the receiver's phone scans those, and the receiver confirms or names what differs. Both phones' scans bear the same
// number and the giver's signature; they meet at the server when there is a line.

import { app, known, record } from './state.js';
import { go } from './app.js';
import { readCode } from './codes.js';
import { collector, framesOf, openedList, signedList } from './frames.js';
import { feel } from './feel.js';
import { freshId } from './ids.js';
import { say } from './lang.js';
import { phoneTime } from './outbox.js';
import { camera } from './screen_camera.js';
import { busy, idle } from './update.js';
import { SVG, button, fill, h, quiet, speakUp } from './view.js';

const NEXT_FRAME = 900;

let take = () => {};
let leave = [];

export function show(main) {
  busy();
  leave = [idle];
  choose(main);
  return () => {
    for (const end of leave) end();
    take = () => {};
  };
}

function choose(main) {
  fill(main, h('h1', {}, say('Bàn giao hai máy', 'Two phones')),
    h('p', { class: 'lead' }, say('Không cần mạng. Máy giao hiện mã, máy nhận quét mã đó.', 'No line is needed. The giver’s phone shows codes, the receiver’s scans them.')),
    button(say('Tôi giao', 'I give'), () => give(main), { id: 'give' }), button(say('Tôi nhận', 'I take'), () => receive(main), { id: 'take' }));
}

const nameOf = code => app.known.parcels.get(code)?.tracking ?? app.known.bags.get(code)?.code ?? (code.length > 13 ? `…${code.slice(-6)}` : code);

function give(main) {
  const codes = [];
  const list = h('ul', { class: 'rows' });
  const said = h('p', { class: 'said', role: 'status' });
  const lens = camera(text => take(text));
  leave.push(() => lens.stop());
  const show = button('', () => signed(main, codes, lens), { id: 'show', disabled: true });
  const drawn = () => {
    fill(list, codes.map(code => h('li', {}, h('b', {}, nameOf(code)), h('button', { type: 'button', class: 'step', 'aria-label': say(`Bỏ ${nameOf(code)}`, `Take ${nameOf(code)} off`), onclick: () => { codes.splice(codes.indexOf(code), 1); drawn(); } }, '✕'))));
    show.disabled = !codes.length;
    show.textContent = say(`Hiện mã bàn giao (${codes.length})`, `Show the codes (${codes.length})`);
  };
  take = text => {
    const read = readCode(text, known);
    if (!['parcel', 'bag', 'number'].includes(read.kind)) { said.textContent = say('Không phải bưu gửi hoặc túi.', 'Neither a parcel nor a bag.'); feel('red', app); return; }
    if (codes.includes(read.code)) return;
    codes.push(read.code);
    said.textContent = say(`Đã thêm ${nameOf(read.code)}`, `${nameOf(read.code)} added`);
    feel('green', app);
    drawn();
  };
  const field = h('input', { id: 'code', autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false', maxlength: 200, enterkeyhint: 'done' });
  drawn();
  fill(main, h('h1', {}, say('Tôi giao', 'I give')), lens.node,
    h('form', { class: 'typed', onsubmit: event => { event.preventDefault(); if (field.value.trim()) take(field.value); field.value = ''; } },
      h('label', { for: 'code' }, say('Quét từng bưu gửi hoặc túi', 'Scan each parcel or bag')), h('div', { class: 'line' }, field, h('button', { class: 'button' }, say('Ghi', 'Enter'))), said),
    lens.button, list, show);
}

async function signed(main, codes, lens) {
  lens.stop();
  take = () => {};
  if (!app.me.keys) return fill(main, h('p', { class: 'notice bad' }, say('Máy này chưa có khóa ký. Đăng nhập lại khi có mạng.', 'This phone has no key to sign with. Sign in again with a line.')));
  let encode;
  try {
    ({ encode } = await import('/road/vendor/uqr.mjs'));
  } catch {
    return fill(main, h('p', { class: 'notice bad' }, say('Bản cài đặt này không vẽ được mã. Hãy bàn giao bằng “Giao cho…” và “Nhận tại đây”.', 'This installation cannot draw codes. Use «Hand over to…» and «Receive here».')));
  }
  const id = freshId();
  const list = await signedList({ id, device: app.me.device, at: app.here.code, as: app.here.as, when: phoneTime(Date.now()), codes }, app.me.keys, app.me.jwk);
  // The giver's side is on record before the codes are shown: one side alone stands as open.
  const scans = codes.map(code => ({ content: { action: 'hand_over', code, handover_id: id, evidence: `p256:${list.signature}` }, shown: { task: 'hand_over', tracking: nameOf(code), colour: 'green' } }));
  await record([...scans, { kind: 'handover', content: { handover: id, side: 'give', list: list.body, signature: list.signature }, shown: { tracking: say(`${codes.length} món`, `${codes.length} things`) } }]);
  const frames = framesOf(list);
  let at = 0;
  let runs = frames.length > 1;
  const picture = h('div', { class: 'qr' });
  const count = h('p', { class: 'number' });
  const draw = () => {
    const { data, size } = encode(frames[at], { ecc: 'M', border: 3 });
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', say(`Mã ${at + 1} trong ${frames.length}`, `Code ${at + 1} of ${frames.length}`));
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', data.flatMap((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : ''))).join(''));
    svg.append(path);
    fill(picture, svg);
    picture.dataset.frame = frames[at];
    count.textContent = frames.length > 1 ? `${at + 1} / ${frames.length}` : '';
  };
  const step = by => { at = (at + by + frames.length) % frames.length; draw(); };
  const timer = setInterval(() => { if (runs) step(1); }, NEXT_FRAME);
  leave.push(() => clearInterval(timer));
  fill(main, h('h1', {}, say(`Giao ${codes.length} món`, `${codes.length} given`)), picture, count,
    frames.length > 1 && h('div', { class: 'pair' }, quiet('‹', () => { runs = false; step(-1); }, { 'aria-label': say('Mã trước', 'Before') }), quiet(say('Dừng / chạy', 'Stop / go'), () => { runs = !runs; }), quiet('›', () => { runs = false; step(1); }, { 'aria-label': say('Mã sau', 'Next') })),
    h('p', {}, say('Đưa máy nhận quét đến khi máy đó báo đủ. Bên nhận chưa quét thì bạn vẫn giữ trách nhiệm.', 'Let the other phone scan until it has all. Until then you answer for these.')),
    button(say('Xong', 'Done'), () => go('menu')));
  draw();
  return undefined;
}

function receive(main) {
  const collect = collector();
  const said = h('p', { class: 'said', role: 'status' }, say('Hướng máy ảnh vào màn hình máy giao.', 'Point the camera at the other phone’s screen.'));
  const lens = camera(text => take(text));
  leave.push(() => lens.stop());
  let before = '';
  take = async text => {
    if (text === before) return;
    before = text;
    const found = collect(text);
    if (!found) { said.textContent = say('Không phải mã bàn giao.', 'Not a code of a hand-over.'); return; }
    said.textContent = say(`Đã quét ${found.have} trong ${found.many} mã`, `${found.have} of ${found.many} codes`);
    feel('green', app);
    if (!found.list) return;
    take = () => {};
    lens.stop();
    try {
      confirm(main, await openedList(found.list), found.list);
    } catch {
      fill(main, h('section', { class: 'verdict red' }, h('p', { class: 'word' }, say('DỪNG', 'STOP')), h('h2', {}, say('Chữ ký không đúng', 'The signature is wrong')), h('p', {}, say('Nhờ bên giao tạo lại mã.', 'Ask the giver to show it anew.'))), button(say('Quét lại', 'Scan again'), () => receive(main)));
      feel('red', app);
    }
  };
  fill(main, h('h1', {}, say('Tôi nhận', 'I take')), lens.node, said, lens.button);
  lens.start();
}

function confirm(main, list, kept) {
  const there = new Map(list.codes.map(code => [code, true]));
  const extra = [];
  const rows = h('ul', { class: 'ticks' });
  const said = h('p', { class: 'said', role: 'status' });
  const finish = button('', async () => {
    const taken = [...list.codes.filter(code => there.get(code)), ...extra];
    const missing = list.codes.filter(code => !there.get(code));
    const scans = taken.map(code => ({
      content: { action: 'receive', code, handover_id: list.id, evidence: `p256:${kept.signature}` },
      shown: { task: 'receive', tracking: nameOf(code), colour: 'green' },
    }));
    await record([...scans, { kind: 'handover', content: { handover: list.id, side: 'take', list: kept.body, signature: kept.signature, missing, extra }, shown: { tracking: say(`${taken.length} món`, `${taken.length} things`) } }]);
    const colour = missing.length || extra.length ? 'amber' : 'green';
    feel(colour, app);
    fill(main, h('section', { class: `verdict ${colour}`, id: 'verdict' }, h('p', { class: 'word' }, colour === 'green' ? say('ĐỦ', 'ALL THERE') : say('CÓ CHÊNH LỆCH', 'DIFFERS')), h('h2', {}, say(`Đã nhận ${taken.length} món`, `${taken.length} taken`)),
      missing.length > 0 && h('p', { class: 'first' }, say(`Thiếu ${missing.length}: bên giao vẫn chịu trách nhiệm.`, `${missing.length} missing: the giver answers for them.`)), extra.length > 0 && h('p', {}, say(`Thừa ${extra.length}`, `${extra.length} more than listed`))), button(say('Xong', 'Done'), () => go('menu')));
  }, { id: 'confirm' });
  const drawn = () => {
    fill(rows, list.codes.map(code => h('li', {}, h('label', { class: 'choice' }, h('input', { type: 'checkbox', checked: there.get(code), onchange: event => { there.set(code, event.target.checked); drawn(); } }), h('span', {}, nameOf(code))))), extra.map(code => h('li', { class: 'extra' }, `+ ${nameOf(code)} · ${say('không có trong danh sách', 'not on the list')}`)));
    const missing = list.codes.filter(code => !there.get(code)).length;
    finish.textContent = missing || extra.length ? say(`Nhận ${there.size - missing + extra.length}, thiếu ${missing}`, `Take ${there.size - missing + extra.length}, ${missing} missing`) : say(`Đủ cả ${there.size}: nhận`, `All ${there.size} there: take`);
  };
  take = text => {
    const read = readCode(text, known);
    if (!there.has(read.code) && !extra.includes(read.code) && ['parcel', 'bag', 'number'].includes(read.kind)) { extra.push(read.code); feel('amber', app); drawn(); }
  };
  drawn();
  const from = app.known.points.get(list.at)?.name ?? list.at;
  fill(main, h('h1', {}, say(`Nhận từ ${from}`, `From ${from}`)), h('p', {}, say('Bỏ dấu ở món không có. Quét món thừa.', 'Untick what is not there. Scan what is more.')), rows, said, finish);
  speakUp(say(`${list.codes.length} món từ ${from}`, `${list.codes.length} things from ${from}`));
}

/// A scanner typed a code.
export function scanned(text) {
  take(text);
}

export function heard() {}
