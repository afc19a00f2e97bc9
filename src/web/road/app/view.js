// How screens are made: elements out of values, never out of text that is read as markup. Icons, and the line that a
// screen reader hears.

/// The namespace of drawings, as the browser itself calls it: no address of anybody stands in the app.
export const SVG = new DOMParser().parseFromString('<svg></svg>', 'text/html').body.firstChild.namespaceURI;

/// An element. `props` whose name begins with `on` are listeners; `class`, `data-…`, `aria-…` and others attributes;
/// children that are null or false are left out.
export function h(name, props = {}, ...children) {
  const made = document.createElement(name);
  dress(made, props);
  made.append(...flat(children));
  return made;
}

function dress(made, props) {
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (key === 'value' || key === 'checked' || key === 'disabled' || key === 'hidden') made[key] = value;
    else made.setAttribute(key, value === true ? '' : value);
  }
}

const flat = children => children.flat(Infinity).filter(one => one !== null && one !== undefined && one !== false && one !== '');

/// Puts children in the place of what is there.
export const fill = (place, ...children) => place.replaceChildren(...flat(children));

/// The same, but only where it is something else than what is there: nothing moves under a finger, and the focus stays.
export function refill(place, ...children) {
  const fresh = place.cloneNode(false);
  fill(fresh, ...children);
  if (fresh.innerHTML !== place.innerHTML) place.replaceChildren(...fresh.childNodes);
}

/// A large button over the whole width.
export const button = (words, onclick, props = {}) => h('button', { type: 'button', class: 'button', onclick, ...props }, words);

/// The same, less loud.
export const quiet = (words, onclick, props = {}) => button(words, onclick, { class: 'button quiet', ...props });

const PATHS = {
  in: 'M12 3v11m-4-4 4 4 4-4M4 17v3h16v-3', give: 'M4 12h13m-5-5 5 5-5 5M4 5v14', walk: 'M13 4.5h.01M10 21l2-6-3-3 1-5 4 3h3M14 21l-1-5', door: 'M6 21V4h12v17M3 21h18M14 12h.01',
  no: 'M6 6l12 12M18 6 6 18', bag: 'M6 8h12l1 13H5L6 8Zm3 0V6a3 3 0 0 1 6 0v2', out: 'M12 14V3m-4 4 4-4 4 4M4 14v7h16v-7', seal: 'M7 11V8a5 5 0 0 1 10 0v3M5 11h14v10H5z', open: 'M7 11V8a5 5 0 0 1 9.5-2M5 11h14v10H5z',
  load: 'M3 17V8h9v9M12 11h5l4 3v3h-9M6 20a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3m11 0a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3M7.5 2v4m-2-2 2 2 2-2', unload: 'M3 17V8h9v9M12 11h5l4 3v3h-9M6 20a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3m11 0a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3M7.5 6V2m-2 2 2-2 2 2',
  count: 'M5 4h14v17H5zM9 9h6M9 13h6M9 17h3', back: 'M9 7 4 12l5 5M4 12h11a5 5 0 0 1 0 10', list: 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01', box: 'M4 8l8-4 8 4v9l-8 4-8-4zM4 8l8 4 8-4M12 12v9',
  set: 'M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6M12 2v4m0 12v4M2 12h4m12 0h4M5 5l3 3m8 8 3 3m0-14-3 3m-8 8-3 3', camera: 'M4 7h4l2-2h4l2 2h4v12H4zM12 16a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7', torch: 'M8 3h8v4l-2 3v11h-4V10L8 7zM8 6h8', phone: 'M6 3h4l2 5-3 2a11 11 0 0 0 5 5l2-3 5 2v4c0 2-2 3-3 3C10 21 3 14 3 6c0-2 1-3 3-3Z',
  ok: 'M5 13l4 4L19 7', warn: 'M12 4 2.5 20h19zM12 10v4m0 3h.01', two: 'M4 4h7v16H4zM13 4h7v16h-7', plus: 'M12 5v14M5 12h14', tasks: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z', keys: 'M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M8 14h8',
};

/// A drawing, for the eye alone: its words stand beside it.
export function icon(name, size = 28) {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [key, value] of Object.entries({ viewBox: '0 0 24 24', width: size, height: size, fill: 'none', stroke: 'currentColor', 'stroke-width': 2, 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true' })) svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name] ?? '');
  svg.append(path);
  return svg;
}

/// Says something to a screen reader; `urgent` interrupts what it reads.
export function speakUp(words, urgent = false) {
  const place = document.getElementById(urgent ? 'alert' : 'status');
  if (!place) return;
  place.textContent = '';
  // The same words twice are two pieces of news.
  setTimeout(() => { place.textContent = words; }, 30);
}

/// A question over the whole screen; answered with what the pressed button stands for, or undefined.
export function question(title, lines, choices, extra = null) {
  return new Promise(done => {
    const before = document.activeElement;
    // Whoever goes elsewhere has turned back.
    const away = () => end(undefined);
    const end = answer => {
      removeEventListener('hashchange', away);
      sheet.remove();
      document.getElementById('page').inert = false;
      before?.focus?.();
      done(answer);
    };
    const sheet = h('div', { class: 'sheet', role: 'dialog', 'aria-modal': 'true', 'aria-labelledby': 'sheet-title', onkeydown: event => {
      if (event.key === 'Escape') end(undefined);
      // A scanner ends with Enter: what it read is the answer.
      if (event.key !== 'Enter' || event.target.tagName !== 'INPUT') return;
      event.preventDefault();
      sheet.querySelector('.sheet-in > .button')?.click();
    } },
      h('div', { class: 'sheet-in' },
        h('h2', { id: 'sheet-title', tabindex: -1 }, title),
        lines.map(line => h('p', {}, line)), extra,
        choices.map(([words, answer, look]) => h('button', { type: 'button', class: `button ${look ?? ''}`, onclick: () => end(typeof answer === 'function' ? answer() : answer) }, words))));
    addEventListener('hashchange', away);
    document.body.append(sheet);
    document.getElementById('page').inert = true;
    sheet.querySelector('[data-first]')?.focus() ?? sheet.querySelector('h2').focus();
  });
}
