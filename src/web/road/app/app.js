// The app's frame: who, where and with which task stands on top of every screen, what is not sent beside it, the four
// ways on at the bottom under the thumb; between them one screen. Addresses are `#…`, so that the phone's own «back» works.

import { app, hear, load, refresh, reknow, sendingState } from './state.js';
import { lang, say, speak } from './lang.js';
import { onChange } from './outbox.js';
import { start as startSending } from './sender.js';
import { fill, h, icon } from './view.js';
import { taskOf } from './tasks.js';
import { hearScanner } from './wedge.js';
import { begin as beginUpdates } from './update.js';
import { watchStorage } from './storage.js';
import { wake } from './feel.js';
import * as menu from './screen_menu.js';
import * as scan from './screen_scan.js';
import * as outbox from './screen_outbox.js';
import * as settings from './screen_settings.js';
import * as list from './screen_round.js';

const SCREENS = { menu, scan, outbox, settings, list };
/// What is not needed for the first scan comes a moment later. All of it is of this version: its address says so, and the
/// service worker keeps the whole version before it keeps any of it.
const LATER = { door: () => import('./screen_door.js'), accept: () => import('./screen_accept.js'), phones: () => import('./screen_phones.js') };

/// What role and capacity are called.
export const roleWords = role => ({
  clerk: say('Giao dịch viên', 'Clerk'), courier: say('Bưu tá', 'Postman'), officer: say('Cán bộ một cửa', 'Officer'),
  administrator: say('Quản trị', 'Administrator'),
})[role] ?? role;
export const sideWords = as => as === 'desk' ? say('một cửa', 'desk') : say('bưu điện', 'post');

let current;
let leave;

/// Goes to a screen; `rest` names what it is about.
export function go(name, rest = '') {
  const wanted = `#${name}${rest ? `/${encodeURIComponent(rest)}` : ''}`;
  if (location.hash === wanted) draw();
  else location.hash = wanted;
}

/// Draws the screen of the address anew.
export function draw() {
  const [name, rest] = location.hash.slice(1).split('/');
  let screen = SCREENS[name] || LATER[name] ? name : app.task ? 'scan' : 'menu';
  if (!app.me) screen = 'settings';
  else if (!app.here && screen !== 'settings' && screen !== 'outbox') screen = 'menu';
  else if (screen === 'scan' && !app.task) screen = 'menu';
  if (!SCREENS[screen]) {
    fetchScreen(screen).then(draw, () => go('menu'));
    return;
  }
  leave?.();
  leave = undefined;
  const isNew = current !== screen;
  current = screen;
  const main = document.getElementById('main');
  main.className = `screen-${screen}`;
  leave = SCREENS[screen].show(main, rest ? decodeURIComponent(rest) : '') ?? undefined;
  frame();
  if (isNew) {
    scrollTo(0, 0);
    // A screen reader begins with the new screen; a scanner's next code goes to nobody's field.
    main.focus({ preventScroll: true });
  }
}

async function fetchScreen(name) {
  SCREENS[name] ??= await LATER[name]();
}

/// Head and foot.
function frame() {
  renewed('context', head());
  renewed('nav', foot());
}

/// Puts something new in its place only where it is another: whoever has the focus there keeps it.
function renewed(id, parts) {
  const place = document.getElementById(id);
  const fresh = place.cloneNode(false);
  fill(fresh, ...parts);
  if (place.innerHTML === fresh.innerHTML) return;
  const at = place.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
  place.replaceChildren(...fresh.childNodes);
  if (at) place.querySelector(`[href="${at}"]`)?.focus();
}

function head() {
  // What is done on a screen of its own has its own name; else it is the task that was chosen.
  const own = { door: say('Phát tại nhà', 'Deliver'), accept: say('Nhận hồ sơ mới', 'New dossier'), phones: say('Bàn giao hai máy', 'Two phones') }[current] ?? choosing();
  const task = app.here && !own && app.task && taskOf(app.task.id);
  const more = task && chosen(app.task);
  return [
    h('div', { class: 'what' },
      h('p', { class: 'task' }, own ?? (task ? say(task.vi, task.en) : say('Quét trên đường', 'On the road'))),
      more && h('p', { class: 'with' }, more),
      app.here && h('p', { class: 'place' }, h('b', {}, app.here.name), `${sideWords(app.here.as)} · ${roleWords(app.me?.role)}`)),
    chip(),
    app.storage?.full && h('p', { class: 'full', role: 'alert' }, say('MÁY GẦN ĐẦY: gửi sớm, xóa bớt ảnh và ứng dụng', 'PHONE NEARLY FULL: send soon, free some room')),
  ];
}

/// The task that still needs its bag, run or receiver.
function choosing() {
  const [name, rest] = location.hash.slice(1).split('/');
  const task = name === 'menu' && taskOf(rest);
  return task ? say(task.vi, task.en) : undefined;
}

/// Bag, run or receiver of a task.
export function chosen(task) {
  if (task.bag) {
    const to = app.known.bags.get(task.bag)?.to_name;
    return say(`Túi ${task.bag}`, `Bag ${task.bag}`) + (to ? ` → ${to}` : '');
  }
  if (task.run) {
    const run = app.known.runs.get(task.run);
    return say(`Chuyến ${task.run}`, `Run ${task.run}`) + (run?.name ? ` · ${run.name}` : '');
  }
  if (task.to) return `→ ${task.to.name ?? task.to.point ?? task.to.run ?? ''}`;
  return '';
}

/// The count of what is not sent: always there, on every screen.
function chip() {
  if (!app.me) return null;
  const { waiting, photos, open } = app.counts;
  const left = waiting + photos;
  const state = sendingState();
  const words = {
    sign_in: say('cần đăng nhập', 'sign in'), offline: say('chưa có mạng', 'no line'), sending: say('đang gửi', 'sending'),
    waiting: say('chờ gửi', 'to send'), done: say('đã gửi hết', 'all sent'),
  }[state];
  return h('a', {
    id: 'unsent', href: '#outbox', class: `chip ${left || state === 'sign_in' ? 'left' : 'sent'}`,
    'data-left': left, 'data-open': open, 'data-state': state,
  }, h('b', {}, left ? String(left) : '✓'), h('span', { class: 'vh' }, say(' chưa gửi: ', ' not sent: ')), h('span', {}, words), open ? h('em', {}, say(`${open} cần xử lý`, `${open} to do`)) : null);
}

function foot() {
  if (!app.me) return [];
  const ways = [
    ['menu', 'tasks', say('Việc', 'Tasks')], ['scan', 'camera', say('Quét', 'Scan')],
    ...app.me.role === 'officer' ? [] : [['list', 'list', say('Hôm nay', 'Today')]],
    ['outbox', 'box', say('Hộp gửi', 'Outbox')], ['settings', 'set', say('Máy này', 'Phone')],
  ];
  return ways.map(([name, drawing, words]) => h('a', { href: `#${name}`, 'aria-current': current === name ? 'page' : null }, icon(drawing, 26), h('span', {}, words)));
}

async function begin() {
  speak(lang());
  document.getElementById('page').addEventListener('pointerdown', wake, { passive: true });
  await load();
  draw();
  addEventListener('hashchange', draw);
  hear(what => {
    // Signed out in another tab.
    if (!app.me && current !== 'settings') return draw();
    if (what === 'counts') watchStorage().then(frame);
    frame();
    SCREENS[current]?.heard?.(what);
    return undefined;
  });
  onChange(what => SCREENS[current]?.heard?.(what));
  hearScanner(code => { if (current === 'scan' || current === 'phones' || current === 'accept') SCREENS[current].scanned(code, 'wedge'); });
  startSending();
  refresh();
  setInterval(() => { if (document.visibilityState === 'visible') refresh(); }, 60000);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') { reknow(); refresh(); }
  });
  watchStorage().then(frame);
  beginUpdates();
  (globalThis.requestIdleCallback ?? setTimeout)(() => Object.keys(LATER).forEach(name => fetchScreen(name).catch(() => {})));
  document.documentElement.dataset.ready = 'yes';
}

begin().catch(error => {
  console.error(error);
  fill(document.getElementById('main'),
    h('h1', {}, say('Máy này không mở được kho quét', 'This phone cannot open its store')),
    h('p', {}, say('Hãy đóng các thẻ khác của trang này, tắt chế độ ẩn danh, rồi mở lại. Các lần quét đã ghi vẫn còn trên máy.', 'Close other tabs of this page, leave private mode, and open it again. What was scanned is still on this phone.')),
    h('p', { class: 'soft' }, String(error?.message ?? error)));
});
