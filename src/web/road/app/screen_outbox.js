// The outbox: what is not sent, what the server set aside or refused and a person has to deal with, and what was sent
// last. Nothing here throws a scan away.

import { app, sendingState } from './state.js';
import { ownTime, say } from './lang.js';
import { deal, exported, recent, unsettled } from './outbox.js';
import { soon, standing } from './sender.js';
import { devices } from './api.js';
import { taskOf } from './tasks.js';
import { button, h, icon, quiet, refill, speakUp } from './view.js';

export function show(main) {
  draw(main);
}

async function draw(main) {
  const [open, last, holders] = await Promise.all([unsettled(), recent(40), devices()]);
  if (!main.classList.contains('screen-outbox')) return;
  const todo = open.filter(row => row.state !== 'waiting');
  const waits = open.filter(row => row.state === 'waiting');
  const later = app.counts.later ? waits.filter(row => row.kind !== 'scan').slice(0, app.counts.later) : [];
  const waiting = waits.filter(row => !later.includes(row));
  const done = last.filter(row => row.state === 'sent' || row.state === 'dealt');
  const strangers = waiting.filter(row => row.device !== app.me?.device);
  refill(main,
    h('h1', {}, say('Hộp gửi', 'Outbox')),
    standingCard(waiting.length),
    strangers.length > 0 && h('p', { class: 'notice' }, whose(strangers, holders)),
    app.storage?.full && h('p', { class: 'notice bad' }, say('Máy gần đầy: xóa bớt ảnh hoặc ứng dụng, và gửi sớm khi có mạng.', 'The phone is nearly full: free some room, and send soon.')),
    todo.length > 0 && h('section', {}, h('h2', {}, say(`Cần bạn xử lý (${todo.length})`, `To deal with (${todo.length})`)),
      h('ul', { class: 'cards' }, todo.map(row => card(row, main)))),
    waiting.length > 0 && h('section', {}, h('h2', {}, say(`Chờ gửi (${waiting.length})`, `To send (${waiting.length})`)),
      h('ol', { class: 'rows' }, waiting.slice(0, 100).map(line)), waiting.length > 100 && h('p', {}, say(`và ${waiting.length - 100} lần quét nữa`, `and ${waiting.length - 100} more`))),
    later.length > 0 && h('section', {}, h('h2', {}, say(`Chờ máy chủ bản mới (${later.length})`, `Wait for a newer server (${later.length})`)), h('ol', { class: 'rows' }, later.map(line))),
    h('section', {}, h('h2', {}, say('Đã gửi gần đây', 'Sent lately')),
      done.length ? h('ol', { class: 'rows' }, done.map(line)) : h('p', { class: 'soft' }, say('Chưa có.', 'None yet.'))),
    quiet([icon('out', 24), say('Lưu tệp các lần quét chưa xong', 'Save what is not done to a file')], () => save(), { class: 'button quiet', id: 'export' }));
}

function standingCard(waiting) {
  const { why, next } = standing();
  const state = sendingState();
  const left = waiting + app.counts.photos;
  const titles = {
    sign_in: say('Cần đăng nhập lại để gửi', 'Sign in again to send'), offline: say('Chưa có mạng', 'No line'),
    sending: say('Đang gửi…', 'Sending…'), waiting: say('Chờ gửi', 'To send'), done: say('Đã gửi hết', 'All sent'),
  };
  const trouble = { lapsed: say('Máy này quá 72 giờ không gặp máy chủ.', 'This phone did not meet the server for 72 hours.'), revoked: say('Máy này đã bị thu hồi.', 'This phone was revoked.'), unknown: say('Máy chủ không nhận ra máy này.', 'The server does not know this phone.') }[app.me?.trouble ?? standing().trouble];
  return h('div', { class: `standing ${left ? 'left' : 'sent'}`, 'data-state': state },
    h('p', { class: 'number' }, String(left)), h('p', { class: 'title' }, titles[state]),
    state === 'sign_in' && [trouble && h('p', {}, trouble), h('p', {}, say('Các lần quét vẫn giữ trên máy, không mất.', 'What was scanned stays on this phone.')), h('a', { class: 'button', href: '/road/start' }, say('Đăng nhập lại', 'Sign in again'))],
    state === 'offline' && h('p', {}, say(`Sẽ thử lại lúc ${ownTime(next ?? Date.now())}. Cứ quét tiếp.`, `Tried again at ${ownTime(next ?? Date.now())}. Go on scanning.`), why === 'not the server' ? say(' Mạng này đòi đăng nhập trước?', ' Does this network want a sign-in first?') : ''),
    app.counts.photos > 0 && h('p', {}, say(`Trong đó ${app.counts.photos} ảnh hoặc chữ ký.`, `Of these ${app.counts.photos} photos or signatures.`)),
    h('p', { class: 'soft' }, app.contact ? say(`Gặp máy chủ lần cuối ${ownTime(app.contact)}`, `Last met the server ${ownTime(app.contact)}`) : say('Chưa gặp máy chủ', 'Not met the server yet')),
    left > 0 && state !== 'sign_in' && button(say('Gửi ngay', 'Send now'), () => soon(0), { id: 'send-now' }));
}

function whose(rows, holders) {
  const names = [...new Set(rows.map(row => holders.find(one => one.device === row.device)?.person.name ?? row.device))].join(', ');
  return say(`${rows.length} lần quét của ${names}: gửi dưới tên người đó; nếu không gửi được, người đó đăng nhập lại trên máy này.`, `${rows.length} scans of ${names} go under that name; where they do not, that person signs in on this phone again.`);
}

const what = row => {
  const task = taskOf(row.shown?.task);
  if (row.kind === 'acceptance') return say('Nhận hồ sơ mới', 'New dossier');
  if (row.kind === 'door') return say('Thu tại nhà', 'Collected at the door');
  if (row.kind === 'handover') return say('Bàn giao hai máy', 'Two phones');
  return task ? say(task.vi, task.en) : row.content.action;
};

const which = row => row.shown?.tracking || row.content.code || row.content.blank || '';

function line(row) {
  const mark = { waiting: say('chờ', 'waits'), sent: say('đã gửi', 'sent'), dealt: say('đã xử lý', 'dealt with') }[row.state];
  return h('li', { class: row.shown?.colour ?? '', 'data-id': row.id, 'data-state': row.state },
    h('b', {}, which(row)), h('span', {}, what(row)), h('small', {}, `${mark} ${ownTime(row.queued_at)}`));
}

function card(row, main) {
  const title = row.state === 'set_aside' ? say('Để riêng', 'Set aside') : say('Bị từ chối', 'Refused');
  const reason = row.answer?.error?.detail ?? row.answer?.detail ?? say('không rõ lý do', 'no reason was given');
  return h('li', { class: 'card bad', 'data-id': row.id, 'data-state': row.state, 'data-code': row.answer?.error?.code ?? '' },
    h('p', { class: 'word' }, icon('warn', 24), title), h('h3', {}, which(row)), h('p', {}, `${what(row)} · ${ownTime(row.queued_at)}`), h('p', { class: 'reason' }, reason),
    row.state === 'set_aside' && h('p', { class: 'soft' }, say('Máy chủ đã giữ lại để trưởng điểm ghép hoặc đóng. Hãy báo họ.', 'The server keeps it for the head of the point to match or close. Tell them.')),
    quiet(say('Đã xử lý xong', 'Dealt with'), async () => {
      await deal(row.id);
      speakUp(say('Đã xử lý', 'Dealt with'));
      draw(main);
    }, { 'aria-label': say(`Đã xử lý xong ${which(row)}`, `Dealt with ${which(row)}`), 'data-do': 'deal' }));
}

/// Saves everything that is not done as a file.
export async function save() {
  const text = JSON.stringify(await exported(), null, 1);
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = h('a', { href: url, download: `hosopost-${new Date().toISOString().slice(0, 16).replace(/[:T]/g, '')}.json` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

export function heard(event) {
  if (['outbox', 'counts', 'sender', 'device'].includes(event)) {
    clearTimeout(heard.timer);
    heard.timer = setTimeout(() => draw(document.getElementById('main')), 60);
  }
}
