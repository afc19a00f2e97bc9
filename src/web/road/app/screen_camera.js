// The camera on a screen: the picture, the light, and what to do when several labels are in view: the finger says which.

import { openCamera, prepare, reader } from './camera.js';
import { readCode } from './codes.js';
import { say } from './lang.js';
import { app, known } from './state.js';
import { fill, h, icon, speakUp } from './view.js';

/// After how long without any label the camera is turned off: it empties the battery.
const UNSEEN = 120000;

/// A camera: `read` gets each code; `node` is where its picture stands, `button` opens and closes it.
export function camera(read) {
  const place = h('div', { id: 'lens' });
  let lens;
  let video;
  let marks;
  let opening = false;
  let before = '';
  let seenAt = 0;
  const button = h('button', { type: 'button', class: 'button camera', id: 'camera', 'aria-pressed': 'false', onclick: () => (lens ? stop() : start()) });
  const said = h('p', { class: 'notice', role: 'status', hidden: true });
  words();
  prepareOnce();

  function words() {
    button.setAttribute('aria-pressed', lens ? 'true' : 'false');
    fill(button, icon('camera', 30), lens ? say('Tắt máy ảnh', 'Camera off') : say('Quét bằng máy ảnh', 'Scan with the camera'));
  }

  async function start() {
    if (opening) return;
    opening = true;
    said.hidden = true;
    video = h('video', { playsinline: true, muted: true, 'aria-label': say('Hình từ máy ảnh', 'The camera') });
    video.muted = true;
    marks = h('div', { class: 'marks' });
    const light = h('button', { type: 'button', class: 'light-button', 'aria-pressed': 'false', hidden: true }, icon('torch', 28), h('span', { class: 'vh' }, say('Đèn', 'Light')));
    fill(place, video, marks, light);
    place.className = 'on';
    try {
      const opened = await openCamera(video, see);
      if (!place.isConnected) return opened.close();
      lens = opened;
      seenAt = Date.now();
      light.hidden = !lens.canLight;
      light.addEventListener('click', async () => {
        const on = light.getAttribute('aria-pressed') !== 'true';
        await lens?.light(on).catch(() => {});
        light.setAttribute('aria-pressed', String(on));
      });
    } catch (error) {
      fill(place);
      place.className = '';
      said.hidden = false;
      said.textContent = troubleWords(error.why);
    } finally {
      opening = false;
      words();
    }
    return undefined;
  }

  function stop() {
    lens?.close();
    lens = undefined;
    fill(place);
    place.className = '';
    words();
  }

  function see(found) {
    const now = Date.now();
    if (found.length) seenAt = now;
    else if (now - seenAt > UNSEEN) return stop();
    // A label bears its code twice; what is another firm's is not shown.
    const labels = new Map();
    for (const one of found) {
      const code = readCode(one.text, known);
      if (code.kind !== 'bad' || found.length === 1) if (!labels.has(code.code)) labels.set(code.code, one);
    }
    mark([...labels.values()]);
    const here = [...labels.keys()].join(' ');
    // Seen alone in two frames: the first may have missed its neighbour.
    if (labels.size === 1 && here === before) read([...labels.values()][0].text);
    before = here;
    return undefined;
  }

  function mark(labels) {
    const several = labels.length > 1;
    const shown = [...marks.children].map(one => one.dataset.text).join(' ');
    const wanted = labels.map(one => one.text).join(' ');
    if (shown !== wanted) {
      fill(marks, labels.map(one => several
        ? h('button', { type: 'button', class: 'mark', 'data-text': one.text, onclick: () => read(one.text) }, nameOf(one.text))
        : h('i', { class: 'mark', 'data-text': one.text })));
      if (several) speakUp(say(`${labels.length} nhãn trong hình: chạm vào nhãn cần quét`, `${labels.length} labels in view: touch the one you mean`));
    }
    // The picture is cut to its frame (`object-fit: cover`): corners are moved the same way.
    const box = place.getBoundingClientRect();
    const scale = Math.max(box.width / video.videoWidth, box.height / video.videoHeight);
    const [wide, high] = [video.videoWidth * scale, video.videoHeight * scale];
    labels.forEach((one, at) => {
      const xs = one.corners.map(corner => corner.x * wide - (wide - box.width) / 2);
      const ys = one.corners.map(corner => corner.y * high - (high - box.height) / 2);
      const style = marks.children[at].style;
      style.left = `${Math.min(...xs)}px`;
      style.top = `${Math.min(...ys)}px`;
      style.width = `${Math.max(48, Math.max(...xs) - Math.min(...xs))}px`;
      style.height = `${Math.max(48, Math.max(...ys) - Math.min(...ys))}px`;
    });
    place.dataset.labels = String(labels.length);
  }

  const nameOf = text => {
    const { code } = readCode(text, known);
    const number = app.known.parcels.get(code)?.tracking ?? app.known.bags.get(code)?.code ?? code;
    return number.length > 13 ? `…${number.slice(-5)}` : number;
  };

  return { node: [place, said], button, stop, rest: yes => lens?.rest(yes), start };
}

let prepared = false;

/// The decoder comes while there is a line, so that it is there when there is none.
function prepareOnce() {
  if (prepared) return;
  prepared = true;
  (globalThis.requestIdleCallback ?? setTimeout)(() => prepare());
}

function troubleWords(why) {
  return {
    decoder: say('Bản cài đặt này không có bộ đọc mã cho trình duyệt của bạn. Hãy dùng máy quét hoặc nhập số.', 'This installation has no decoder for your browser. Use a scanner or type.'),
    denied: say('Chưa được phép dùng máy ảnh. Cho phép trong cài đặt trình duyệt, hoặc nhập số.', 'The camera is not allowed. Allow it in the browser, or type.'),
    insecure: say('Máy ảnh cần HTTPS. Hãy dùng máy quét hoặc nhập số.', 'The camera needs HTTPS. Use a scanner or type.'),
    none: say('Không thấy máy ảnh. Hãy dùng máy quét hoặc nhập số.', 'No camera here. Use a scanner or type.'),
    busy: say('Máy ảnh đang bận ở ứng dụng khác.', 'Another app has the camera.'),
  }[why] ?? say('Máy ảnh không mở được. Hãy nhập số.', 'The camera does not open. Type the number.');
}

/// What scans here, for the settings.
export const readerWords = async () => ({
  native: say('Bộ đọc của trình duyệt', 'The browser’s own'), zxing: 'zxing', none: say('Không có: chỉ máy quét và nhập tay', 'None: scanner and typing only'),
})[await reader()];
