// What shall be done now: the place, the task, and what the task needs once: a bag, a run, a receiver.

import { app, chooseHere, chooseTask, known, placeAs } from './state.js';
import { go, roleWords, sideWords } from './app.js';
import { clockTime, say } from './lang.js';
import { readCode } from './codes.js';
import { taskOf, tasksOf } from './tasks.js';
import { fill, h, icon } from './view.js';

/// Draws the screen; `rest` is the task that still needs something.
export function show(main, rest) {
  if (!app.here) return places(main);
  const task = taskOf(rest);
  if (task?.needs) return needs(main, task);
  if (rest === 'place') return places(main);
  return tasks(main);
}

function places(main) {
  const choices = (app.me?.places ?? []).flatMap(place => place.as.map(as => placeAs(place, as)));
  fill(main,
    h('h1', {}, say('Bạn đang ở đâu?', 'Where are you?')),
    h('ul', { class: 'choices' }, choices.map(here => h('li', {},
      h('button', { type: 'button', class: 'choice', onclick: async () => { await chooseHere(here); go('menu'); } },
        h('b', {}, here.name), h('span', {}, `${here.code} · ${sideWords(here.as)} · ${roleWords(app.me.role)}`))))));
}

function tasks(main) {
  const many = (app.me.places ?? []).flatMap(place => place.as).length > 1;
  const courier = app.me.role !== 'officer';
  fill(main,
    h('h1', {}, say('Chọn việc', 'Choose the task')),
    app.known.empty && h('p', { class: 'notice' }, say('Chưa có dữ liệu của điểm này trên máy: quét vẫn được ghi, nhưng chưa nói được đúng sai. Mở khi có mạng.', 'No data of this point on this phone yet: scans are kept, but cannot be judged. Open this once with a line.')),
    h('ul', { class: 'tasks' }, tasksOf(app.me.role).map(task => h('li', {},
      h('button', {
        type: 'button', class: 'tile', 'aria-pressed': app.task?.id === task.id ? 'true' : 'false', 'data-task': task.id,
        onclick: async () => {
          if (task.needs) return go('menu', task.id);
          await chooseTask({ id: task.id });
          return go('scan');
        },
      }, icon(task.icon, 34), h('span', {}, say(task.vi, task.en)))))),
    courier && h('ul', { class: 'tasks' },
      h('li', {}, h('a', { class: 'tile', href: '#accept' }, icon('plus', 34), h('span', {}, say('Nhận hồ sơ mới', 'New dossier')))),
      h('li', {}, h('a', { class: 'tile', href: '#phones' }, icon('two', 34), h('span', {}, say('Bàn giao hai máy', 'Two phones'))))),
    many && h('p', {}, h('a', { class: 'button quiet', href: '#menu/place' }, say('Đổi điểm hoặc vai', 'Another point or side'))));
}

function needs(main, task) {
  const [title, hint, options] = {
    bag: [say('Túi nào?', 'Which bag?'), say('Quét nhãn túi, nhập mã, hoặc chọn.', 'Scan its label, type its code, or choose.'), bags()],
    run: [say('Chuyến nào?', 'Which run?'), say('Quét bản kê, nhập mã, hoặc chọn.', 'Scan its list, type its code, or choose.'), runs()],
    to: [say('Giao cho ai?', 'To whom?'), say('Chọn, hoặc nhập mã điểm.', 'Choose, or type the code of a point.'), receivers()],
  }[task.needs];
  const take = async value => {
    await chooseTask({ id: task.id, [task.needs]: value });
    go('scan');
  };
  const field = h('input', { id: 'need', autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false', enterkeyhint: 'done', maxlength: 200 });
  const said = h('p', { class: 'said', role: 'status' });
  const list = h('ul', { class: 'choices' });
  const fold = text => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/đ/gi, 'd').toLowerCase();
  const drawn = () => {
    const wanted = fold(field.value);
    const found = options.filter(one => !wanted || fold(`${one.title} ${one.more}`).includes(wanted)).slice(0, 60);
    fill(list, !options.length && h('li', { class: 'soft' }, say('Chưa có gì trong máy để chọn: nhập mã.', 'Nothing on this phone to choose from: type a code.')), found.map(one => h('li', {},
      h('button', { type: 'button', class: 'choice', onclick: () => take(one.value) }, h('b', {}, one.title), h('span', {}, one.more)))));
  };
  field.addEventListener('input', drawn);
  const form = h('form', { class: 'typed', onsubmit: event => {
    event.preventDefault();
    const read = readCode(field.value, known);
    if (read.kind === 'empty') return;
    if (task.needs === 'to') {
      const point = app.known.points.get(read.code);
      if (!point && !/^[0-9A-Z.-]{3,32}$/.test(read.code)) { said.textContent = say('Không phải mã điểm.', 'Not the code of a point.'); return; }
      take({ point: read.code, ...point ? { name: point.name } : {} });
    } else if (['bag', 'run', 'number'].includes(read.kind) && read.kind !== (task.needs === 'bag' ? 'run' : 'bag')) {
      take(task.needs === 'bag' ? app.known.bags.get(read.code)?.code ?? read.code : read.code);
    } else if (task.needs === 'bag' && read.qr) {
      // The QR on a bag's label that the phone does not know yet.
      take(read.code);
    } else {
      said.textContent = task.needs === 'bag' ? say('Đó không phải mã túi.', 'That is not the code of a bag.') : say('Đó không phải mã chuyến.', 'That is not the code of a run.');
    }
  } }, h('label', { for: 'need' }, hint), h('div', { class: 'line' }, field, h('button', { class: 'button' }, 'OK')), said);
  drawn();
  fill(main, h('h1', {}, title), form, list);
  if (matchMedia('(pointer: fine)').matches) field.focus();
  return undefined;
}

const unique = things => [...new Set(things.values())];

function bags() {
  return unique(app.known.bags).filter(bag => !bag.sealed || bag.due_here || bag.to === app.here.code).map(bag => ({
    value: bag.code, title: `${bag.code} → ${bag.to_name ?? bag.to}`,
    more: [bag.sealed ? say('đã niêm phong', 'sealed') : say('đang mở', 'open'), bag.run && say(`chuyến ${bag.departs_at ? clockTime(bag.departs_at) : bag.run}`, `run ${bag.departs_at ? clockTime(bag.departs_at) : bag.run}`)].filter(Boolean).join(' · '),
  }));
}

function runs() {
  const stopHere = run => run.stops?.find(stop => stop.point === app.here.code);
  return [...app.known.runs.values()].map(run => {
    const here = stopHere(run);
    const when = here?.departs_at ?? here?.arrives_at ?? run.departs_at;
    return { value: run.code, at: when ?? '', title: `${when ? clockTime(when) : ''} ${run.name ?? run.route ?? run.code}`.trim(), more: [run.code, run.stops?.map(stop => stop.name).join(' → ')].filter(Boolean).join(' · ') };
  }).sort((a, b) => a.at.localeCompare(b.at));
}

function receivers() {
  const points = [...app.known.points.values()].flatMap(point => (point.as?.length ? point.as : [undefined])
    .filter(as => point.code !== app.here.code || as !== app.here.as)
    .map(as => ({ value: { point: point.code, ...as ? { as } : {}, name: point.name }, title: point.name, more: `${point.code}${as ? ` · ${sideWords(as)}` : ''}` })));
  const onRuns = runs().map(run => ({ value: { run: run.value, name: run.title }, title: run.title, more: say('lái xe của chuyến', 'the driver of the run') }));
  return [...points, ...onRuns];
}

/// The packet came: choices may be others.
export function heard(what) {
  if (what !== 'known') return;
  const rest = location.hash.split('/')[1];
  if (!rest || document.activeElement?.tagName !== 'INPUT') show(document.getElementById('main'), rest ?? '');
}
