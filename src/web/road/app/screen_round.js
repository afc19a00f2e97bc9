// The postman's list of the day: where to go, whom to call, how often somebody was there already. In the order of the
// round; what is done goes to the end.

import { app, refresh, todaysRound } from './state.js';
import { go } from './app.js';
import { clockTime, ownTime, say } from './lang.js';
import { h, icon, quiet, refill } from './view.js';

export function show(main) {
  draw(main);
}

async function draw(main) {
  const { round, why, madeAt } = await todaysRound();
  if (!main.classList.contains('screen-list')) return;
  const title = h('h1', {}, say('Hôm nay', 'Today'));
  if (!round) {
    refill(main, title, h('p', { class: 'notice', 'data-why': why }, why === 'locked'
      ? say('Danh sách đã khóa: máy này chưa gặp máy chủ 24 giờ. Mở mạng để tải lại; quét vẫn được.', 'The list is locked: this phone has not met the server for 24 hours. Find a line to fetch it again; scanning goes on.')
      : say('Chưa có danh sách hôm nay. Mở mạng để tải.', 'No list of today yet. Find a line to fetch it.')),
    quiet(say('Tải danh sách', 'Fetch the list'), () => refresh(true)));
    return;
  }
  const stops = round.stops ?? [];
  const isDone = stop => ['delivered', 'delivery_failed'].includes(parcelOf(stop)?.state);
  const open = stops.filter(stop => !isDone(stop));
  refill(main, title,
    h('p', { class: 'soft' }, say(`${open.length} còn lại trong ${stops.length} · tải lúc ${ownTime(madeAt)}`, `${open.length} left of ${stops.length} · fetched ${ownTime(madeAt)}`)),
    stops.length ? h('ol', { class: 'cards stops' }, [...open, ...stops.filter(isDone)].map(stop => card(stop, isDone(stop)))) : h('p', {}, say('Hôm nay không có bưu gửi nào.', 'Nothing for today.')),
    round.print && h('p', {}, h('a', { class: 'button quiet', href: round.print, target: '_blank' }, say('In bản kê BD13', 'Print the list BD13'))));
}

const codeOf = stop => stop.qr ?? stop.tracking ?? '';
const parcelOf = stop => app.known.parcels.get(stop.qr) ?? app.known.parcels.get(stop.tracking);

/// An amount of money.
export const dong = amount => `${String(amount).replace(/\B(?=(\d{3})+$)/g, '.')} đ`;

function card(stop, done) {
  const state = parcelOf(stop)?.state;
  const kind = stop.kind === 'pickup' ? say('Đến nhận hồ sơ', 'Pick up') : say('Phát', 'Deliver');
  return h('li', { class: `card ${done ? 'done' : ''}`, 'data-code': codeOf(stop) },
    h('p', { class: 'kind' }, kind, stop.window?.from ? ` · ${clockTime(stop.window.from)}–${clockTime(stop.window.until)}` : ''),
    h('h2', {}, stop.name), h('p', { class: 'address' }, stop.address),
    h('p', { class: 'soft' }, [stop.tracking, stop.attempts ? say(`đã đến ${stop.attempts} lần`, `${stop.attempts} tries`) : ''].filter(Boolean).join(' · ')),
    stop.fee && h('p', { class: 'money' }, say(`Thu ${dong(stop.fee.amount)}`, `Collect ${dong(stop.fee.amount)}`), stop.fee.what ? ` · ${stop.fee.what}` : ''),
    stop.collect?.length > 0 && h('p', { class: 'money' }, say('Thu lại bản gốc: ', 'Originals to collect: '), stop.collect.map(one => `${one.name} (${one.count})`).join(', ')),
    stop.note && h('p', {}, stop.note),
    done ? h('p', { class: 'word' }, icon(state === 'delivered' ? 'ok' : 'warn', 24), state === 'delivered' ? say('Đã phát', 'Delivered') : say('Chưa thành', 'Not delivered')) : h('div', { class: 'pair' },
      stop.phone && h('a', { class: 'button quiet', href: `tel:${stop.phone.replace(/[^+0-9]/g, '')}`, 'aria-label': say(`Gọi ${stop.name}`, `Call ${stop.name}`) }, icon('phone', 24), say('Gọi', 'Call')),
      stop.kind === 'pickup'
        ? h('a', { class: 'button', href: '#accept' }, say('Nhận', 'Take in'))
        : h('button', { type: 'button', class: 'button', onclick: () => go('door', codeOf(stop)), 'aria-label': say(`Phát cho ${stop.name}`, `Deliver to ${stop.name}`) }, say('Phát', 'Deliver'))));
}

export function heard(what) {
  if (what === 'known' || what === 'device') draw(document.getElementById('main'));
}
