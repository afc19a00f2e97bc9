// Pictures made on the phone: a signature drawn on the glass, a photo made small. What leaves the phone is drawn anew,
// so nothing the camera wrote into the file (place, time, model) goes with it.

import { freshId } from './ids.js';
import { say } from './lang.js';
import { h, icon } from './view.js';

/// The largest picture the server takes.
export const MOST_BYTES = 300 * 1024;

const blobOf = (canvas, type, quality) => new Promise(done => canvas.toBlob(done, type, quality));

async function evidence(blob) {
  return { id: freshId(), type: blob.type, bytes: await blob.arrayBuffer() };
}

/// Makes a photo small enough: smaller sides first, then a coarser picture.
export async function compressed(file) {
  const picture = await decoded(file);
  for (const [side, quality] of [[1280, 0.75], [1280, 0.55], [960, 0.55], [720, 0.5], [480, 0.4]]) {
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await blobOf(canvas, 'image/jpeg', quality);
    if (blob && blob.size <= MOST_BYTES) return evidence(blob);
  }
  throw new Error('picture');
}

async function decoded(file) {
  if (globalThis.createImageBitmap) {
    try {
      return await createImageBitmap(file, { imageOrientation: 'from-image' });
    } catch { /* an older browser, or a form it reads another way */ }
  }
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/// A field to sign in, and a photo instead. `taken` answers the picture, or undefined where there is none.
export function signature() {
  const canvas = h('canvas', { class: 'sign', 'aria-label': say('Ô ký tên: ký bằng ngón tay', 'Sign here with a finger'), role: 'img', tabindex: 0 });
  const shown = h('p', { class: 'soft', role: 'status' });
  let strokes = 0;
  let photo;
  let pen;

  const size = () => {
    const box = canvas.getBoundingClientRect();
    if (!box.width || pen) return;
    canvas.width = Math.round(box.width * 2);
    canvas.height = Math.round(box.height * 2);
    pen = canvas.getContext('2d');
    pen.scale(2, 2);
    clear();
  };
  const clear = () => {
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.strokeStyle = '#101418';
    pen.lineWidth = 2.5;
    pen.lineCap = pen.lineJoin = 'round';
    strokes = 0;
  };
  const at = event => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  canvas.addEventListener('pointerdown', event => {
    size();
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
    event.preventDefault();
  });
  canvas.addEventListener('pointermove', event => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    pen.lineTo(...at(event));
    pen.stroke();
    strokes += 1;
  });
  const anew = h('button', { type: 'button', class: 'button quiet', onclick: () => { size(); clear(); photo = undefined; shown.textContent = ''; } }, say('Ký lại', 'Sign anew'));
  const file = h('input', { type: 'file', id: 'photo', accept: 'image/*', capture: 'environment', class: 'vh', onchange: async () => {
    const [chosen] = file.files;
    if (!chosen) return;
    try {
      photo = await compressed(chosen);
      shown.textContent = say(`Đã có ảnh (${Math.ceil(photo.bytes.byteLength / 1024)} KB)`, `A photo is there (${Math.ceil(photo.bytes.byteLength / 1024)} KB)`);
    } catch {
      shown.textContent = say('Ảnh này không đọc được.', 'This picture cannot be read.');
    }
    file.value = '';
  } });
  const node = h('div', { class: 'signing' }, h('p', { class: 'label' }, say('Người nhận ký, hoặc chụp ảnh', 'The receiver signs, or a photo')), canvas,
    h('div', { class: 'pair' }, anew, h('label', { class: 'button quiet', for: 'photo' }, icon('camera', 24), say('Chụp ảnh', 'Photo')), file), shown);
  return {
    node,
    taken: async () => photo ?? (strokes > 2 ? evidence(await blobOf(canvas, 'image/png')) : undefined),
  };
}
