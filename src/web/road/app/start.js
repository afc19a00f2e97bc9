// The page `/road/start`: makes this phone one of the signed-in person's. The key is made here and cannot be taken out
// of the browser; the server learns its public half.

import { NoContact, Refused, call, devices, signIn } from './api.js';
import { say, speak } from './lang.js';

const form = document.getElementById('road-start');
const said = document.getElementById('road-said');
speak(document.documentElement.lang);

async function keyPair() {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  return { keys: pair, jwk: { kty, crv, x, y } };
}

form?.addEventListener('submit', async event => {
  event.preventDefault();
  const button = form.querySelector('button:not([type=button])');
  const places = [...form.querySelectorAll('input[name=place]:checked')].map(box => box.value);
  if (!places.length) {
    said.textContent = say('Chọn ít nhất một điểm.', 'Choose at least one point.');
    return;
  }
  button.disabled = true;
  said.textContent = say('Đang ghi máy này…', 'Making this phone yours…');
  try {
    const former = (await devices()).find(one => one.person.id === form.dataset.person);
    const { keys, jwk } = await keyPair();
    const enrol = device => call('/api/v1/road/devices', {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'x-csrf-token': form.dataset.word },
      json: { name: form.elements.name.value.trim(), key: jwk, places, ...device ? { device } : {} },
    });
    const told = await enrol(former?.device).catch(error => {
      // What was revoked, or is no more, is not taken up again; this phone becomes a new one.
      if (['phone_revoked', 'phone_of_another', 'unknown_phone'].includes(error.code)) return enrol();
      throw error;
    });
    await signIn({ ...told, keys, jwk, since: Date.now(), trouble: undefined });
    navigator.storage?.persist?.().catch(() => {});
    location.assign('/road');
  } catch (error) {
    button.disabled = false;
    if (error instanceof Refused) said.textContent = error.message;
    else if (error instanceof NoContact) said.textContent = say('Chưa có mạng: lần đăng nhập đầu cần mạng.', 'No line: signing in needs one.');
    else said.textContent = say('Trình duyệt này không giữ được dữ liệu. Hãy tắt chế độ ẩn danh.', 'This browser keeps no data. Leave private mode.');
  }
});
