// At the door: who takes it, is the seal whole, are the papers all there, what is collected, a signature. Or why it
// could not be. One page from top to bottom; nothing is recorded before the last button.

import { app, record, todaysRound } from './state.js';
import { go } from './app.js';
import { ask, papersCounted } from './ask.js';
import { rightNow, say } from './lang.js';
import { signature } from './picture.js';
import { dong } from './screen_round.js';
import { tell } from './screen_scan.js';
import { RECEIVERS } from './tasks.js';
import { busy, idle } from './update.js';
import { button, fill, h, question, quiet, speakUp } from './view.js';

export function show(main, code) {
  busy();
  draw(main, code);
  return idle;
}

async function draw(main, code) {
  const { round } = await todaysRound();
  if (!main.classList.contains('screen-door')) return;
  const parcel = app.known.parcels.get(code);
  const stop = round?.stops?.find(one => code && (one.qr === code || one.tracking === code || parcel && one.tracking === parcel.tracking));
  const given = { receiver: undefined, seal: undefined };
  const listed = parcel?.papers ?? stop?.papers ?? [];
  const counter = listed.length ? papersCounted(listed) : null;
  const originals = stop?.collect?.length ? papersCounted(stop.collect.map(one => ({ form: 'original', ...one }))) : null;
  const fee = stop?.fee && h('input', { type: 'checkbox', id: 'fee' });
  const sign = signature();
  const said = h('p', { class: 'said bad', role: 'alert' });

  const one = (name, title, choices) => h('fieldset', { class: choices.length === 2 ? 'pick two' : 'pick' }, h('legend', {}, title), choices.map(([value, words, look]) =>
    h('label', { class: `choice ${look ?? ''}` }, h('input', { type: 'radio', name, value: String(value), onchange: () => { given[name] = value; said.textContent = ''; } }), h('span', {}, words))));

  const finish = async () => {
    if (given.receiver === undefined) return missing('receiver', say('Chọn ai đã nhận.', 'Choose who took it.'));
    if (given.seal === undefined) return missing('seal', say('Xem niêm phong rồi chọn.', 'Look at the seal and choose.'));
    const picture = await sign.taken();
    if (!picture && await question(say('Không có chữ ký hoặc ảnh', 'No signature and no photo'), [say('Vẫn ghi là đã phát?', 'Record it as delivered all the same?')], [[say('Quay lại ký', 'Back to sign'), false], [say('Vẫn ghi', 'Record it'), true, 'bad']]) !== true) return undefined;
    const content = { action: 'deliver', code, receiver: given.receiver, seal_intact: given.seal, ...counter ? { papers: counter.counts() } : {}, ...picture ? { evidence: picture.id } : {} };
    const shown = { task: 'deliver', tracking: parcel?.tracking ?? stop?.tracking, colour: given.seal ? 'green' : 'amber', title: say('Đã phát', 'Delivered') };
    const entries = [{ content, shown }];
    if (originals || fee?.checked) {
      const collected = originals?.counts();
      entries.push({ kind: 'door', shown: { tracking: shown.tracking }, content: rows => ({
        scan: rows[0].id, code,
        ...originals ? { originals: stop.collect.map((paper, at) => ({ name: paper.name, count: collected[at] })).filter(paper => paper.count) } : {},
        ...fee?.checked ? { fee: { amount: stop.fee.amount, ...stop.fee.what ? { what: stop.fee.what } : {} } } : {},
      }) });
    }
    return done(await record(entries, { photos: picture ? [picture] : [] }), shown);
  };
  const missing = (name, words) => {
    said.textContent = words;
    main.querySelector(`input[name=${name}]`)?.focus();
  };
  const failed = async () => {
    const more = await ask('reason', { parcel: parcel ?? stop, code });
    if (!more) return;
    const next = await nextTry();
    if (next === undefined) return;
    const shown = { task: 'fail_delivery', tracking: parcel?.tracking ?? stop?.tracking, colour: 'amber', title: say('Chưa phát được', 'Not delivered') };
    const entries = [{ content: { action: 'fail_delivery', code, ...more }, shown }];
    if (next) entries.push({ kind: 'door', shown: { tracking: shown.tracking }, content: rows => ({ scan: rows[0].id, code, next }) });
    done(await record(entries), shown);
  };
  const done = ([row], shown) => {
    tell({ verdict: { ...shown, record: 'done', lines: [] }, row, read: { code }, key: `door|${code}` });
    speakUp(shown.title);
    // A postman goes on with the list, or with the next scan of the task.
    if (app.task?.id === 'deliver') go('scan');
    else go('list');
  };

  fill(main,
    h('h1', {}, stop?.name ?? say('Phát tại nhà', 'At the door')),
    stop && h('p', { class: 'address' }, stop.address),
    h('p', { class: 'soft' }, parcel?.tracking ?? stop?.tracking ?? code),
    one('receiver', say('Ai nhận?', 'Who takes it?'), RECEIVERS.map(who => [who.code, say(who.vi, who.en)])),
    one('seal', say('Niêm phong', 'The seal'), [[true, say('Còn nguyên', 'Whole')], [false, say('Bị rách', 'Broken'), 'bad']]),
    counter && h('section', {}, h('h2', {}, say('Đếm giấy tờ cùng người nhận', 'Count the papers together')), counter.node),
    originals && h('section', {}, h('h2', {}, say('Bản gốc thu lại', 'Originals collected')), originals.node),
    fee && h('label', { class: 'choice' }, fee, h('span', {}, say(`Đã thu ${dong(stop.fee.amount)}`, `${dong(stop.fee.amount)} collected`))),
    sign.node, said,
    button(say('Đã phát', 'Delivered'), finish, { id: 'delivered' }),
    quiet(say('Không phát được…', 'Could not deliver…'), failed, { id: 'failed', class: 'button quiet' }));
}

/// When it is tried again: a day, `''` for none, undefined where the person turned back.
async function nextTry() {
  const day = ahead => new Date(rightNow() + (7 + 24 * ahead) * 3600000).toISOString().slice(0, 10);
  const words = ahead => day(ahead).split('-').slice(1).reverse().join('/');
  return question(say('Hẹn phát lại?', 'Try again when?'), [], [
    [say(`Ngày mai ${words(1)}`, `Tomorrow ${words(1)}`), day(1), 'choice-button'], [say(`Ngày kia ${words(2)}`, `In two days ${words(2)}`), day(2), 'choice-button'],
    [say('Không hẹn', 'No day'), '', 'choice-button'], [say('Quay lại', 'Back'), undefined, 'quiet']]);
}
