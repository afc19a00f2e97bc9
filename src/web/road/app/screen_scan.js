// Scanning: one code after the other for the chosen task. A verdict over the whole width, what was scanned last, and
// under the thumb the camera and a field to type in. What is said to be kept lies on the disk by then.

import { app, chooseTask, known, record } from './state.js';
import { draw, go } from './app.js';
import { ask } from './ask.js';
import { readCode, typingHelp } from './codes.js';
import { camera } from './screen_camera.js';
import { feel } from './feel.js';
import { ownTime, say } from './lang.js';
import { find, recent } from './outbox.js';
import { isFull } from './storage.js';
import { taskOf } from './tasks.js';
import { SAME_MS, again, answered, verdict } from './verdict.js';
import { button, fill, h, icon, refill, speakUp } from './view.js';

/// When each thing was last scanned for each task, as long as the page lives.
const seen = new Map();
/// The verdict on the screen, and the row it is about.
let last;
let places = {};
let lens;
let working = Promise.resolve();

export function show(main) {
  const field = h('input', {
    id: 'code', name: 'code', autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false', enterkeyhint: 'done', maxlength: 200, placeholder: 'BH100000017VN', 'aria-describedby': 'help',
  });
  const help = h('p', { id: 'help', class: 'help' });
  field.addEventListener('input', () => { help.textContent = helpWords(typingHelp(field.value)); });
  places = { verdict: h('section', { id: 'verdict', 'aria-label': say('Kết quả', 'Verdict') }), rows: h('ol', { class: 'rows', 'aria-label': say('Vừa quét', 'Scanned last') }) };
  lens = camera(code => scanned(code, 'camera'));
  fill(main, lens.node, places.verdict, places.rows,
    h('div', { class: 'under' },
      h('form', { class: 'typed', onsubmit: event => {
        event.preventDefault();
        const text = field.value;
        field.value = '';
        help.textContent = '';
        scanned(text, 'typed');
      } }, h('label', { for: 'code', class: 'vh' }, say('Mã hoặc số hiệu', 'Code or number')),
      h('div', { class: 'line' }, field, h('button', { class: 'button' }, say('Ghi', 'Enter'))), help),
      lens.button));
  drawVerdict();
  drawRows();
  return () => lens.stop();
}

function helpWords(help) {
  if (!help) return '';
  if (help.more) return say(`Còn ${help.more} chữ số nữa rồi đến số kiểm tra.`, `${help.more} more digits, then the check digit.`);
  if (help.wrong) return say(`Số thứ chín là ${help.wrong}, đáng lẽ ${help.expected}: xem lại.`, `The ninth digit is ${help.wrong}, should be ${help.expected}: look again.`);
  if (help.right) return say('Số kiểm tra đúng.', 'The check digit is right.');
  if (help.country) return say('Số kiểm tra đúng. Còn hai chữ: VN.', 'The check digit is right. Two letters more: VN.');
  return say(`Số kiểm tra là ${help.expected}.`, `The check digit is ${help.expected}.`);
}

/// A code came in. One after the other: a scanner is faster than a disk.
export function scanned(text, how) {
  working = working.then(() => take(text, how)).catch(trouble);
  return working;
}

async function take(text, how) {
  if (!app.task) return;
  const read = readCode(text, known);
  if (read.kind === 'empty') return;
  const now = Date.now();
  const key = [app.task.id, app.task.bag, app.task.run, app.known.parcels.get(read.code)?.tracking ?? read.code].join('|');
  const before = seen.get(key);
  if (before && now - before.when < SAME_MS) {
    // The lens still sees the label: that is no second scan, and no news.
    if (how === 'camera') {
      before.when = now;
      return;
    }
    return display({ verdict: again(before, now), read, key });
  }
  const judged = { verdict: verdict(app.task, read, app.known), read, key };
  // Scanned for this very task before: a second time is nearly always a mistake, and the person says when it is not.
  if (judged.verdict.record === 'yes' && before?.id) judged.verdict = again(before, now);
  else if (judged.verdict.record === 'again' && before) judged.verdict = { ...judged.verdict, lines: [...again(before, now).lines.slice(0, 1), ...judged.verdict.lines] };
  if (judged.verdict.record === 'yes') return keep(judged);
  // The lens shows the same wrong label many times a second: it is told once.
  if (how === 'camera') seen.set(key, { when: now });
  display(judged);
}

/// Asks what the task asks, puts the scan into the outbox, and only then says so.
async function keep(judged) {
  const task = taskOf(app.task.id);
  const parcel = app.known.parcels.get(judged.read.code);
  if (task.asks === 'door') return go('door', judged.read.code);
  let more = {};
  if (task.asks) {
    lens?.rest(true);
    try {
      more = await ask(task.asks, { code: judged.read.code, parcel, bag: app.known.bags.get(judged.read.code), verdict: judged.verdict });
    } finally {
      lens?.rest(false);
    }
    if (!more) return;
  }
  const { bag, run, to } = app.task;
  const content = { action: task.action, code: judged.read.code, ...bag ? { bag } : {}, ...run ? { run } : {}, ...to ? { to: party(to) } : {}, ...more };
  const shown = { task: task.id, tracking: parcel?.tracking ?? (judged.read.qr ? '' : judged.read.code), title: judged.verdict.title, colour: judged.verdict.colour, lines: judged.verdict.lines };
  const [row] = await record([{ content, shown }]);
  seen.set(judged.key, { when: Date.now(), id: row.id });
  display({ ...judged, row });
}

function party(to) {
  const { name, ...rest } = to;
  return rest;
}

function trouble(error) {
  console.error(error);
  const words = isFull(error)
    ? say('MÁY ĐẦY: lần quét này CHƯA được ghi. Xóa bớt ảnh, ứng dụng rồi quét lại.', 'PHONE FULL: this scan is NOT kept. Free some room and scan again.')
    : say('Lần quét này CHƯA được ghi. Hãy quét lại.', 'This scan is NOT kept. Scan again.');
  display({ verdict: { colour: 'red', record: 'no', title: say('Chưa ghi được', 'Not kept'), lines: [words] }, read: { code: '' } });
}

function display(judged) {
  last = { ...judged, shownAt: Date.now() };
  feel(judged.verdict.colour, app);
  const { title, lines } = judged.verdict;
  speakUp([colourWords(judged.verdict.colour), title, ...lines].join('. '), judged.verdict.colour === 'red');
  drawVerdict();
  drawRows();
}

/// The word that stands with a colour: never colour alone.
export const colourWords = colour => ({ green: say('ĐÚNG', 'RIGHT'), amber: say('XEM LẠI', 'LOOK'), red: say('DỪNG', 'STOP') })[colour] ?? '';

function drawVerdict() {
  if (!places.verdict?.isConnected) return;
  if (!last) {
    fill(places.verdict, h('p', { class: 'ready' }, say('Sẵn sàng quét', 'Ready to scan')), h('p', { class: 'soft' }, say('Máy quét, máy ảnh, hoặc nhập số bên dưới.', 'Scanner, camera, or type below.')));
    places.verdict.className = 'verdict none';
    return;
  }
  const { row, key } = last;
  const shown = row?.answer ? answered(last.verdict, row.answer) : last.verdict;
  places.verdict.className = `verdict ${shown.colour}`;
  places.verdict.dataset.colour = shown.colour;
  const force = (words, look) => button(words, () => { const judged = last; seen.delete(key); working = working.then(() => keep(judged)).catch(trouble); }, { class: `button ${look}`, 'data-do': 'force' });
  fill(places.verdict,
    h('p', { class: 'word' }, icon({ green: 'ok', amber: 'warn', red: 'no' }[shown.colour], 30), colourWords(shown.colour)),
    h('h2', {}, shown.title),
    shown.lines.map((line, at) => h('p', { class: at ? 'more' : 'first' }, line)),
    !row && shown.change && button(shown.change.bag ? say(`Chuyển sang túi ${shown.change.bag}`, `Go on with bag ${shown.change.bag}`) : say(`Chuyển sang chuyến ${shown.change.run}`, `Go on with run ${shown.change.run}`),
      async () => { last = undefined; await chooseTask({ ...app.task, ...shown.change }); draw(); }, { class: 'button light' }),
    !row && shown.record === 'ask' && h('div', { class: 'pair' },
      button(say('Không ghi', 'Not done'), () => { last = undefined; drawVerdict(); }, { class: 'button light', 'data-do': 'not' }),
      force(say('Đã làm vậy: ghi', 'Done so: record'), 'clear')),
    !row && shown.record === 'again' && force(say('Ghi thêm một lần', 'Record once more'), 'clear'),
    row && h('p', { class: 'kept', 'data-state': row.state }, keptWords(row)));
}

/// Where a row is, in words.
export function keptWords(row) {
  const at = ownTime(row.queued_at);
  return {
    waiting: say(`Đã ghi trên máy ${at} · chờ gửi`, `Kept on this phone ${at} · to send`),
    sent: say(`Đã ghi ${at} · máy chủ đã nhận`, `Kept ${at} · the server has it`),
    set_aside: say(`Để riêng ${at} · cần xử lý`, `Set aside ${at} · to deal with`),
    refused: say(`Bị từ chối ${at} · cần xử lý`, `Refused ${at} · to deal with`),
    dealt: say(`Đã xử lý ${at}`, `Dealt with ${at}`),
  }[row.state];
}

async function drawRows() {
  const rows = (await recent(6)).filter(row => row.kind === 'scan');
  if (!places.rows?.isConnected) return;
  refill(places.rows, rows.map(row => h('li', { class: row.shown?.colour ?? '', 'data-id': row.id },
    h('b', {}, row.shown?.tracking || row.content.code.slice(-6)), h('span', {}, taskWords(row)), h('small', { 'data-state': row.state }, stateMark(row), ` ${ownTime(row.queued_at)}`))));
}

const taskWords = row => { const task = taskOf(row.shown?.task); return task ? say(task.vi, task.en) : row.content.action; };
const stateMark = row => ({ waiting: say('chờ gửi', 'to send'), sent: say('đã gửi', 'sent'), set_aside: say('để riêng', 'set aside'), refused: say('từ chối', 'refused'), dealt: say('đã xử lý', 'dealt with') })[row.state];

/// Something changed: the answer to the scan on the screen may have come.
export async function heard(what) {
  if (what !== 'outbox' && what !== 'counts') return;
  if (last?.row && last.row.state === 'waiting') {
    const row = await find(last.row.id);
    if (row && row.state !== last.row.state && last.row.id === row.id) {
      last = { ...last, row };
      const after = answered(last.verdict, row.answer);
      if (after.colour !== last.verdict.colour) {
        feel(after.colour, app);
        speakUp([colourWords(after.colour), after.title, ...after.lines].join('. '), after.colour === 'red');
      }
      drawVerdict();
    }
  }
  drawRows();
}

/// A scan from elsewhere (the door) shall be told here.
export function tell(judged) {
  last = { ...judged, shownAt: Date.now() };
}
