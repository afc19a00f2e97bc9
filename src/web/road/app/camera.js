// The camera as a scanner: frames of at most 960 pixels, read by the browser's own detector where it has one, else by the
// worker. Says what is in view; what is taken of it is decided by the screen.

const LONGEST_SIDE = 960;
const BETWEEN = 90;

let native;
let worker;
let asked = 0;
const waiting = new Map();

/// What reads codes here: `native`, `zxing` or `none`.
export async function reader() {
  if (native === undefined) {
    native = null;
    try {
      const formats = await globalThis.BarcodeDetector?.getSupportedFormats() ?? [];
      if (formats.includes('qr_code')) native = new BarcodeDetector({ formats: ['qr_code', 'code_128'].filter(one => formats.includes(one)) });
    } catch { /* it says it is there and is not */ }
  }
  if (native) return 'native';
  return document.body.dataset.decoder === 'zxing' && typeof WebAssembly === 'object' ? 'zxing' : 'none';
}

/// Has the decoder ready before it is needed, so that the first label is not waited for, and is there without a line.
export async function prepare() {
  if (await reader() === 'zxing') await inWorker({}).catch(() => {});
}

function inWorker(frame) {
  if (!worker) {
    worker = new Worker(new URL('./decoder.js', import.meta.url));
    worker.onmessage = ({ data }) => {
      const [done, failed] = waiting.get(data.id) ?? [];
      waiting.delete(data.id);
      if (data.failed) failed?.(new Error(data.failed));
      else done?.(data.found);
    };
    worker.onerror = () => {
      for (const [, failed] of waiting.values()) failed(new Error('decoder'));
      waiting.clear();
      worker = undefined;
    };
  }
  asked += 1;
  const id = asked;
  const answer = new Promise((done, failed) => waiting.set(id, [done, failed]));
  worker.postMessage({ id, ...frame }, frame.pixels ? [frame.pixels] : []);
  return answer;
}

/// Why a camera did not open, in one word.
function why(error) {
  if (!navigator.mediaDevices) return 'insecure';
  return { NotAllowedError: 'denied', NotFoundError: 'none', NotReadableError: 'busy', OverconstrainedError: 'none' }[error?.name] ?? 'failed';
}

/// Opens the camera into a `video`; `see` is called with what each frame shows: `[{ text, corners }]`, corners from 0 to 1.
export async function openCamera(video, see) {
  const how = await reader();
  if (how === 'none') throw Object.assign(new Error('no decoder'), { why: 'decoder' });
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } } });
  } catch (error) {
    throw Object.assign(error instanceof Error ? error : new Error('camera'), { why: why(error) });
  }
  const [track] = stream.getVideoTracks();
  track.applyConstraints?.({ advanced: [{ focusMode: 'continuous' }] }).catch(() => {});
  video.srcObject = stream;
  await video.play().catch(() => {});
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  let open = true;
  let resting = false;

  const look = async () => {
    if (!open) return;
    const begun = performance.now();
    if (!resting && video.videoWidth && document.visibilityState === 'visible') {
      const scale = Math.min(1, LONGEST_SIDE / Math.max(video.videoWidth, video.videoHeight));
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      pen.drawImage(video, 0, 0, canvas.width, canvas.height);
      try {
        const found = how === 'native' ? await byBrowser(canvas) : await byWorker(canvas, pen);
        if (open && !resting) see(found);
      } catch (error) {
        console.warn(error);
      }
    }
    setTimeout(look, Math.max(10, BETWEEN - (performance.now() - begun)));
  };
  look();

  return {
    canLight: Boolean(track.getCapabilities?.().torch),
    light: on => track.applyConstraints({ advanced: [{ torch: on }] }),
    rest: yes => { resting = yes; },
    close: () => {
      open = false;
      for (const one of stream.getTracks()) one.stop();
      video.srcObject = null;
    },
  };
}

async function byBrowser(canvas) {
  const found = await native.detect(canvas);
  return found.map(one => ({ text: one.rawValue, corners: one.cornerPoints.map(at => ({ x: at.x / canvas.width, y: at.y / canvas.height })) }));
}

async function byWorker(canvas, pen) {
  const { width, height } = canvas;
  const picture = pen.getImageData(0, 0, width, height);
  const found = await inWorker({ width, height, pixels: picture.data.buffer });
  return found.map(one => ({ text: one.text, corners: one.corners.map(at => ({ x: at.x / width, y: at.y / height })) }));
}
