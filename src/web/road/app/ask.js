// What some tasks ask of each code: a seal, a reason, papers counted. One sheet over the screen, large buttons; whoever
// closes it has recorded nothing.

import { app } from './state.js';
import { say } from './lang.js';
import { busy, idle } from './update.js';
import { FAILED } from './tasks.js';
import { h, question } from './view.js';

/// Asks, and answers the fields of the scan, or undefined where the person turned back.
export async function ask(what, about) {
  busy();
  try {
    return await ASKED[what](about);
  } finally {
    idle();
  }
}

const name = about => about.parcel?.tracking ?? about.bag?.code ?? about.code;
const capital = words => words.charAt(0).toUpperCase() + words.slice(1);
const turnBack = () => [say('Quay lại', 'Back'), undefined, 'quiet'];

/// A field with its label.
export function field(id, words, props = {}) {
  return h('div', { class: 'field' }, h('label', { for: id }, words), h('input', { id, autocomplete: 'off', spellcheck: 'false', ...props }));
}

const typed = id => document.getElementById(id)?.value.trim() ?? '';

const ASKED = {
  async seal(about) {
    let missing = '';
    for (;;) {
      const extra = field('seal', say('Số trên niêm phong', 'The number on the seal'), { maxlength: 40, autocapitalize: 'characters', 'data-first': true, 'aria-invalid': missing ? 'true' : null });
      const seal = await question(say(`Niêm phong túi ${name(about)}`, `Seal bag ${name(about)}`), [missing], [[say('Đã niêm phong', 'Sealed'), () => typed('seal')], turnBack()], extra);
      if (seal === undefined) return undefined;
      if (seal) return { seal };
      missing = say('Cần số trên niêm phong.', 'The number on the seal is needed.');
    }
  },
  async seal_check(about) {
    const extra = field('seal', say('Số trên niêm phong', 'The number on the seal'), { maxlength: 40, autocapitalize: 'characters', value: about.bag?.seal ?? '' });
    const choice = await question(say(`Niêm phong túi ${name(about)}?`, `The seal of bag ${name(about)}?`), [say('Xem kỹ trước khi mở.', 'Look closely before you open it.')],
      [[say('Còn nguyên', 'Whole'), () => ({ intact: true, seal: typed('seal') })], [say('Bị rách, có dấu mở', 'Broken, signs of opening'), () => ({ intact: false, seal: typed('seal') }), 'bad'], turnBack()], extra);
    if (!choice) return undefined;
    return { seal_intact: choice.intact, ...choice.seal ? { seal: choice.seal } : {} };
  },
  async reason(about) {
    const list = app.known.reasons.fail_delivery?.length ? app.known.reasons.fail_delivery : FAILED;
    const reason = await question(say('Vì sao chưa phát được?', 'Why could it not be delivered?'), [name(about)], [...list.map(one => [capital(say(one.vi, one.en)), one.code, 'choice-button']), turnBack()]);
    return reason && { reason };
  },
  async note(about) {
    const notes = [['Hết hạn lưu giữ', 'Kept for its time'], ['Người nhận từ chối', 'Not taken'], ['Sai địa chỉ', 'Wrong address'], ['Nơi gửi yêu cầu', 'Asked back by the sender']];
    const reason = await question(say('Vì sao chuyển hoàn?', 'Why is it sent back?'), [name(about)], [...notes.map(([vi, en]) => [say(vi, en), vi, 'choice-button']), turnBack()]);
    return reason && { reason };
  },
  async papers(about) {
    // Without the slip's list one number is counted, and goes as a note: the server compares line by line.
    const isListed = about.parcel?.papers?.length > 0;
    const listed = isListed ? about.parcel.papers : [{ name: say('Tất cả giấy tờ', 'All papers'), count: 1 }];
    const counter = papersCounted(listed);
    const intact = await question(say('Đếm giấy tờ', 'Count the papers'), [name(about)],
      [[say('Đủ, niêm phong nguyên', 'Counted, seal whole'), true], [say('Đã đếm, niêm phong rách', 'Counted, seal broken'), false, 'bad'], turnBack()], counter.node);
    if (intact === undefined) return undefined;
    return { seal_intact: intact, ...isListed ? { papers: counter.counts() } : { reason: `${counter.counts()[0]} giấy tờ` } };
  },
};

/// A counter for each line of the slip; begins at what the slip says, and shows where it differs.
export function papersCounted(listed) {
  const counts = listed.map(paper => paper.count);
  const lines = listed.map((paper, at) => {
    const number = h('output', { 'aria-live': 'polite' }, String(counts[at]));
    const differs = h('em', { class: 'differs' });
    const by = step => () => {
      counts[at] = Math.min(999, Math.max(0, counts[at] + step));
      number.textContent = String(counts[at]);
      differs.textContent = counts[at] === paper.count ? '' : say(`phiếu ghi ${paper.count}`, `the slip says ${paper.count}`);
    };
    const form = { original: say('bản chính', 'original'), copy: say('bản sao', 'copy'), electronic: say('điện tử', 'electronic') }[paper.form];
    return h('li', {}, h('span', {}, [paper.name, form].filter(Boolean).join(' · '), ' ', differs),
      h('button', { type: 'button', class: 'step', onclick: by(-1), 'aria-label': say(`Bớt: ${paper.name ?? form}`, `Less: ${paper.name ?? form}`) }, '−'), number,
      h('button', { type: 'button', class: 'step', onclick: by(1), 'aria-label': say(`Thêm: ${paper.name ?? form}`, `More: ${paper.name ?? form}`) }, '+'));
  });
  return { node: h('ul', { class: 'counted' }, lines), counts: () => [...counts] };
}
