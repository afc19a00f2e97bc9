// Vietnamese first, English beside it. Which one is asked of the person, and remembered on the phone.

let chosen = 'vi';
try {
  chosen = localStorage.getItem('road-lang') === 'en' ? 'en' : 'vi';
} catch { /* no storage, or no page: Vietnamese */ }

/// The language of the screens.
export const lang = () => chosen;

/// One of two texts.
export const say = (vi, en) => chosen === 'en' ? en : vi;

/// Chooses the language.
export function speak(which) {
  chosen = which === 'en' ? 'en' : 'vi';
  try { localStorage.setItem('road-lang', chosen); } catch { /* for this page only, then */ }
  if (typeof document !== 'undefined') document.documentElement.lang = chosen;
}

let ahead = 0;

/// Takes over how far the phone's clock is behind the server's: what people read is the right time, whatever the phone says.
export function setClock(offset) {
  ahead = Math.abs(offset ?? 0) > 60000 ? offset : 0;
}

/// Now, as far as the phone knows.
export const rightNow = () => Date.now() + ahead;

/// A moment of the phone's own clock, as people read it.
export const ownTime = moment => clockTime(moment + ahead);

/// Hour and minute in Việt Nam, with the day where it is another than today.
export function clockTime(moment, now = rightNow()) {
  const at = new Date(new Date(moment).getTime() + 7 * 3600000);
  const today = new Date(now + 7 * 3600000);
  const two = number => String(number).padStart(2, '0');
  const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
  if (at.toISOString().slice(0, 10) === today.toISOString().slice(0, 10)) return time;
  return `${time} ${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}`;
}
