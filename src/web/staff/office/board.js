// Keeps the board as the server has it, and counts minutes down. Everything works without it.
const board = document.getElementById('board');
const vi = document.documentElement.lang === 'vi';
// The clocks of desks are often wrong: minutes count by the server's.
const ahead = Number(board.dataset.now) - Date.now();
let sight = board.dataset.sight;

function left(until) {
  const minutes = Math.floor((until - Date.now() - ahead) / 60000);
  if (minutes < 0) return vi ? 'đã qua' : 'over';
  if (minutes < 60) return vi ? `còn ${minutes} phút` : `in ${minutes} min`;
  if (minutes >= 1440) {
    const days = Math.floor(minutes / 1440);
    return vi ? `còn ${days} ngày` : `in ${days} d`;
  }
  const hours = Math.floor(minutes / 60);
  return vi ? `còn ${hours} giờ ${minutes % 60} phút` : `in ${hours} h ${minutes % 60} min`;
}

function count() {
  for (const one of board.querySelectorAll('[data-until]')) {
    const text = left(Number(one.dataset.until));
    if (one.textContent !== text) one.textContent = text;
  }
}

// Puts a part of the fetched page in the place of ours; what was ticked, chosen or has the focus stays.
function take(mine, theirs) {
  if (mine.isEqualNode(theirs)) return false;
  const kept = new Map();
  for (const field of mine.querySelectorAll('input, select')) {
    if (field.id) kept.set(field.id, [field.checked, field.value]);
  }
  const focused = mine.contains(document.activeElement) ? document.activeElement.id : '';
  const fresh = document.importNode(theirs, true);
  for (const field of fresh.querySelectorAll('input, select')) {
    if (!kept.has(field.id)) continue;
    const [checked, value] = kept.get(field.id);
    field.checked = checked;
    if (field.tagName === 'SELECT' && [...field.options].some(one => one.value === value)) field.value = value;
  }
  mine.replaceWith(fresh);
  if (focused) document.getElementById(focused)?.focus();
  return true;
}

async function refresh() {
  const asked = new URL(location.href);
  for (const name of ['done', 'n', 'lang']) asked.searchParams.delete(name);
  const answer = await fetch(asked, { headers: { accept: 'text/html' } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const theirs = page.getElementById('board');
  if (!theirs) return;
  sight = theirs.dataset.sight;
  let changed = false;
  for (const part of theirs.querySelectorAll('[data-live]')) {
    const mine = document.getElementById(part.id);
    if (mine) changed = take(mine, part) || changed;
  }
  if (changed) document.getElementById('news').textContent = theirs.dataset.news;
  count();
}

const source = new EventSource('/office/stream');
source.addEventListener('board', event => {
  if (event.data !== sight) refresh().catch(() => {});
});
setInterval(count, 10000);
