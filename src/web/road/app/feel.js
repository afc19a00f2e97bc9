// What a verdict sounds and feels like: one short high tone, two, or a low one; a phone that can shake does. Where a
// device has neither, colour and words say it all.

let context;

/// A browser lets a page sound only after it was touched.
export function wake() {
  const Context = globalThis.AudioContext ?? globalThis.webkitAudioContext;
  if (!Context) return;
  try {
    context ??= new Context();
    if (context.state === 'suspended') context.resume().catch(() => {});
  } catch { context = undefined; }
}

const TONES = { green: [[1320, 0, 0.09]], amber: [[880, 0, 0.09], [880, 0.14, 0.09]], red: [[220, 0, 0.35]] };
const SHAKES = { green: [40], amber: [60, 60, 60], red: [350] };

/// Sounds and shakes for a colour.
export function feel(colour, { sound = true } = {}) {
  try { navigator.vibrate?.(SHAKES[colour]); } catch { /* not here */ }
  if (!sound || !context || context.state !== 'running') return;
  for (const [pitch, after, long] of TONES[colour] ?? []) {
    const begin = context.currentTime + after;
    const tone = context.createOscillator();
    const loud = context.createGain();
    tone.type = colour === 'red' ? 'square' : 'sine';
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0.25, begin);
    loud.gain.exponentialRampToValueAtTime(0.001, begin + long);
    tone.connect(loud).connect(context.destination);
    tone.start(begin);
    tone.stop(begin + long);
  }
}
