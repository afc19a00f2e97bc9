// A new dossier, taken in where there may be no line: a blank label is stuck on, the papers are counted by the
// procedure's list, it is sealed and signed. The server finds the case when the line is back.

import { app, known, record } from './state.js';
import { go } from './app.js';
import { papersCounted } from './ask.js';
import { readCode } from './codes.js';
import { say } from './lang.js';
import { signature } from './picture.js';
import { camera } from './screen_camera.js';
import { feel } from './feel.js';
import { busy, idle } from './update.js';
import { button, fill, h, speakUp } from './view.js';

let take;

export function show(main) {
  busy();
  const paper = { label: undefined, counter: undefined, procedure: undefined };
  const said = h('p', { class: 'said bad', role: 'alert' });
  const shownLabel = h('p', { class: 'label-code', role: 'status' });
  const field = (id, words, props = {}, hint = '') => h('div', { class: 'field' }, h('label', { for: id }, words), h('input', { id, name: id, autocomplete: 'off', ...props }), hint && h('small', {}, hint));
  const papers = h('section', {});
  const sign = signature();
  const lens = camera(text => { take(text); lens.stop(); });

  take = text => {
    const read = readCode(text, known);
    if (!['parcel', 'number'].includes(read.kind) || app.known.parcels.has(read.code)) {
      said.textContent = say('Cần một nhãn trắng chưa dùng.', 'A blank label is needed, one not used yet.');
      feel('red', app);
      return;
    }
    paper.label = read.code;
    said.textContent = '';
    shownLabel.textContent = `✓ ${read.code}`;
    feel('green', app);
    speakUp(say('Đã gắn nhãn', 'Label taken'));
  };

  const drawPapers = () => {
    const procedure = app.known.procedures.find(one => one.code === paper.procedure);
    paper.listed = procedure?.papers?.length ? procedure.papers : [{ name: say('Giấy tờ', 'Papers'), form: 'original', count: 1 }, { name: say('Giấy tờ', 'Papers'), form: 'copy', count: 0 }];
    paper.counter = papersCounted(paper.listed);
    fill(papers, h('h2', {}, say('Đếm giấy tờ cùng người gửi', 'Count the papers together')), paper.counter.node);
  };
  const option = (value, words) => h('option', { value }, words);
  const procedures = h('select', { id: 'procedure', onchange: () => { paper.procedure = procedures.value; drawPapers(); } },
    option('', say('Chọn thủ tục…', 'Choose the procedure…')), app.known.procedures.map(one => option(one.code, one.name)));
  const agencies = h('select', { id: 'to' }, option('', say('Chọn cơ quan…', 'Choose the agency…')), app.known.agencies.map(one => option(one.point, one.name)));
  drawPapers();

  const value = id => main.querySelector(`#${id}`).value.trim();
  const missing = (id, words) => { said.textContent = words; main.querySelector(`#${id}`)?.focus(); };
  const finish = async () => {
    if (!paper.label) return missing('blank', say('Quét nhãn trắng trước.', 'Scan a blank label first.'));
    if (!paper.procedure && !value('case')) return missing('procedure', say('Chọn thủ tục, hoặc nhập mã hồ sơ.', 'Choose the procedure, or type the case code.'));
    if (!value('to')) return missing('to', say('Chọn cơ quan nhận.', 'Choose the agency.'));
    if (!value('name')) return missing('name', say('Cần tên người gửi.', 'The sender’s name is needed.'));
    if (!value('address')) return missing('address', say('Cần địa chỉ.', 'An address is needed.'));
    if (value('phone') && !/^[+0-9][0-9 .]{7,15}$/.test(value('phone'))) return missing('phone', say('Số điện thoại cần 9 đến 12 chữ số.', 'A phone number has 9 to 12 digits.'));
    const picture = await sign.taken();
    const counts = paper.counter.counts();
    const content = {
      blank: paper.label,
      ...paper.procedure ? { procedure: paper.procedure } : {}, ...value('case') ? { case_code: value('case').toUpperCase() } : {}, ...value('to') ? { to: value('to') } : {},
      papers: paper.listed.map((one, at) => ({ name: one.name, form: one.form, count: counts[at] })).filter(one => one.count),
      ...value('seal') ? { seal: value('seal') } : {}, ...picture ? { evidence: picture.id } : {},
    };
    const secret = { person: { name: value('name'), phone: value('phone'), address: { text: value('address') } } };
    await record([{ kind: 'acceptance', content, secret, shown: { tracking: paper.label, colour: 'green' } }], { photos: picture ? [picture] : [] });
    feel('green', app);
    fill(main, h('section', { class: 'verdict green', id: 'verdict' }, h('p', { class: 'word' }, say('ĐÃ GHI', 'KEPT')), h('h2', {}, say('Hồ sơ đã nhận', 'Dossier taken in')),
      h('p', { class: 'first' }, say('Đưa phiếu hẹn cho người gửi. Khi có mạng, máy chủ ghép với hồ sơ.', 'The case is matched when there is a line.')), h('p', { class: 'kept' }, paper.label)),
    button(say('Nhận hồ sơ khác', 'Another dossier'), () => go('accept')), button(say('Về danh sách việc', 'To the tasks'), () => go('menu'), { class: 'button quiet' }));
    speakUp(say('Hồ sơ đã nhận và ghi trên máy', 'Dossier taken in and kept on this phone'));
    return undefined;
  };

  const blank = h('input', { id: 'blank', autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false', maxlength: 200, enterkeyhint: 'done' });
  fill(main,
    h('h1', {}, say('Nhận hồ sơ mới', 'New dossier')),
    h('p', { class: 'soft' }, say('Làm được khi không có mạng.', 'Works without a line.')),
    lens.node,
    h('form', { class: 'typed', onsubmit: event => { event.preventDefault(); if (blank.value.trim()) take(blank.value); blank.value = ''; } },
      h('label', { for: 'blank' }, say('1. Nhãn trắng: quét hoặc nhập', '1. Blank label: scan or type')), h('div', { class: 'line' }, blank, h('button', { class: 'button' }, say('Ghi', 'Enter'))), shownLabel),
    lens.button,
    h('div', { class: 'field' }, h('label', { for: 'procedure' }, say('2. Thủ tục', '2. Procedure')), procedures),
    papers,
    h('div', { class: 'field' }, h('label', { for: 'to' }, say('3. Gửi đến', '3. For')), agencies),
    field('case', say('Mã hồ sơ, nếu có', 'Case code, if there is one'), { autocapitalize: 'characters', spellcheck: 'false', maxlength: 64 }),
    field('name', say('4. Người gửi', '4. Sender'), { maxlength: 200, autocapitalize: 'words' }),
    field('phone', say('Điện thoại', 'Phone'), { type: 'tel', inputmode: 'tel', maxlength: 20 }),
    field('address', say('Địa chỉ nhận kết quả', 'Address for the result'), { maxlength: 300 }),
    field('seal', say('5. Số niêm phong', '5. Number of the seal'), { autocapitalize: 'characters', spellcheck: 'false', maxlength: 40 }),
    sign.node, said,
    button(say('Nhận và ghi', 'Take in and keep'), () => finish().catch(error => { console.error(error); said.textContent = say('Chưa ghi được. Thử lại.', 'Not kept. Try again.'); }), { id: 'accepted' }));
  return () => { lens.stop(); idle(); };
}

/// A scanner typed a code.
export function scanned(text) {
  take?.(text);
}

export function heard() {}
