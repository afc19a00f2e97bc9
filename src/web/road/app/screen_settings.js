// This phone: who is signed in, how long that lasts without a line, language, sound, room, version; and signing out,
// which warns and saves a file before anything could be lost. Without a sign-in this is the first screen.

import { Refused, call } from './api.js';
import { app, chooseSound, load } from './state.js';
import { draw as drawAll, go, roleWords, sideWords } from './app.js';
import { asked, write } from './db.js';
import { lang, ownTime, say, speak } from './lang.js';
import { counts } from './outbox.js';
import { wipe } from './round.js';
import { save } from './screen_outbox.js';
import { readerWords } from './screen_camera.js';
import { takeUpdate } from './update.js';
import { button, fill, h, question, quiet } from './view.js';

export function show(main) {
  if (!app.me) return first(main);
  const decoder = h('span', {}, '…');
  readerWords().then(words => { decoder.textContent = words; });
  const hours = app.me.contact_hours ?? 72;
  const until = app.contact ? app.contact + hours * 3600000 : 0;
  const fact = (name, ...value) => [h('dt', {}, name), h('dd', {}, ...value)];
  fill(main,
    h('h1', {}, say('Máy này', 'This phone')),
    app.me.trouble && h('p', { class: 'notice bad' }, say('Cần đăng nhập lại. Các lần quét vẫn giữ trên máy.', 'Sign in again. What was scanned stays on this phone.'), ' ', h('a', { class: 'button', href: '/road/start' }, say('Đăng nhập lại', 'Sign in again'))),
    app.packetTrouble && h('p', { class: 'notice' }, app.packetTrouble),
    switchOf(say('Ngôn ngữ', 'Language'), [['vi', 'Tiếng Việt'], ['en', 'English']], lang(), which => { speak(which); drawAll(); }),
    switchOf(say('Âm thanh', 'Sound'), [[true, say('Bật', 'On')], [false, say('Tắt', 'Off')]], app.sound, async on => { await chooseSound(on); drawAll(); }),
    h('dl', { class: 'facts' },
      fact(say('Người dùng', 'Signed in'), `${app.me.person.name} · ${roleWords(app.me.role)}`),
      fact(say('Điểm', 'Points'), app.me.places.map(place => `${place.name} (${place.as.map(sideWords).join(', ')})`).join('; ')),
      fact(say('Quét không cần mạng đến', 'Scans without a line until'), until ? ownTime(until) : '—'),
      fact(say('Dữ liệu của điểm', 'Data of the point'), app.known.fetchedAt ? say(`${app.known.parcels.size ? new Set(app.known.parcels.values()).size : 0} bưu gửi, lúc ${ownTime(app.known.fetchedAt)}`, `${new Set(app.known.parcels.values()).size} parcels, at ${ownTime(app.known.fetchedAt)}`) : say('chưa có', 'none yet')),
      fact(say('Bộ đọc máy ảnh', 'Camera decoder'), decoder),
      fact(say('Chỗ trống', 'Room'), room()),
      fact(say('Phiên bản', 'Version'), document.body.dataset.version.slice(0, 8))),
    app.update && button(say('Cập nhật bản mới', 'Take the newer version'), takeUpdate, { id: 'update' }),
    !matchMedia('(display-mode: standalone)').matches && h('p', { class: 'notice' }, install()),
    quiet(say('Lưu tệp các lần quét chưa xong', 'Save what is not done to a file'), save),
    h('p', {}, h('a', { class: 'button quiet', href: '/road/start' }, say('Người khác đăng nhập', 'Somebody else signs in'))),
    button(say('Đăng xuất khỏi máy này', 'Sign out of this phone'), signOut, { class: 'button bad', id: 'sign-out' }));
  return undefined;
}

function room() {
  if (!app.storage?.quota) return say('trình duyệt không nói', 'the browser does not say');
  const free = Math.round((app.storage.quota - app.storage.usage) / 1048576);
  const keeps = app.storage.persisted ? say('được giữ lâu dài', 'kept for good') : say('trình duyệt có thể xóa khi đầy', 'the browser may clear it when full');
  return `${free.toLocaleString('vi')} MB · ${keeps}`;
}

function install() {
  return /iPhone|iPad/.test(navigator.userAgent)
    ? say('Trên iPhone hãy thêm vào màn hình chính (nút Chia sẻ): nếu không, iPhone có thể xóa dữ liệu sau 7 ngày không mở.', 'On an iPhone add this to the home screen (Share): else it may clear the data after 7 days unopened.')
    : say('Thêm vào màn hình chính (trình đơn của trình duyệt) để mở nhanh và giữ dữ liệu chắc hơn.', 'Add it to the home screen (the browser’s menu): it opens fast and its data is safer.');
}

function switchOf(title, choices, now, choose) {
  return h('fieldset', { class: 'switch' }, h('legend', {}, title),
    choices.map(([value, words]) => h('button', { type: 'button', class: 'button quiet', 'aria-pressed': String(value === now), lang: value === 'en' ? 'en' : null, onclick: () => choose(value) }, words)));
}

function first(main) {
  fill(main,
    h('h1', {}, say('Quét trên đường', 'Scanning on the road')),
    h('p', { class: 'lead' }, say('Đăng nhập một lần khi có mạng. Sau đó quét được 72 giờ không cần mạng.', 'Sign in once with a line. Then you scan for 72 hours without one.')),
    h('p', {}, h('a', { class: 'button', id: 'begin', href: '/road/start' }, say('Đăng nhập trên máy này', 'Sign in on this phone'))),
    switchOf(say('Ngôn ngữ', 'Language'), [['vi', 'Tiếng Việt'], ['en', 'English']], lang(), which => { speak(which); drawAll(); }),
    h('p', { class: 'notice' }, install()));
}

/// Signs out: sends nothing away unsaid. With something unsent it warns, and a file is saved first.
async function signOut() {
  const { waiting, photos, open } = await counts();
  const left = waiting + photos;
  if (left) {
    const answer = await question(say(`Còn ${left} lần quét CHƯA GỬI`, `${left} NOT SENT yet`),
      [say('Nếu đăng xuất, chúng ở lại trên máy và vẫn được gửi dưới tên bạn khi có mạng. Hãy lưu tệp để chắc chắn.', 'If you sign out they stay on this phone and still go under your name when there is a line. Save a file to be sure.')],
      [[say('Ở lại và gửi trước', 'Stay and send first'), 'stay'], [say('Lưu tệp rồi đăng xuất', 'Save a file and sign out'), 'save', 'bad']]);
    if (answer !== 'save') return;
    await save();
  } else if (open) {
    const answer = await question(say(`Còn ${open} lần quét cần xử lý`, `${open} to deal with`), [], [[say('Xem', 'Look'), 'look'], [say('Vẫn đăng xuất', 'Sign out all the same'), 'out', 'bad']]);
    if (answer === 'look') return go('outbox');
    if (answer !== 'out') return;
  } else if (await question(say('Đăng xuất?', 'Sign out?'), [say('Địa chỉ và dữ liệu của điểm sẽ được xóa khỏi máy.', 'Addresses and data of the point are cleared from this phone.')], [[say('Đăng xuất', 'Sign out'), true, 'bad'], [say('Ở lại', 'Stay'), false]]) !== true) {
    return;
  }
  const { me } = app;
  await wipe({ all: true });
  if (!left) {
    // The server is told where it can be; without a line the credential lapses by itself.
    await call(`/api/v1/road/devices/${me.device}`, { method: 'DELETE', device: me }).catch(error => { if (!(error instanceof Refused)) console.warn('not told'); });
  }
  await write(['device', 'meta'], async at => {
    const record = await asked(at('device').get(me.device));
    // The device's name stays, so that the same person goes on under it; its secret only while scans wait for it.
    if (record) await asked(at('device').put({ ...record, keys: undefined, ...left ? {} : { secret: '', trouble: 'unknown' } }));
    for (const name of ['current', 'here', 'task']) await asked(at('meta').delete(name));
  });
  await load();
  location.hash = '#settings';
  drawAll();
}

export function heard() {}
