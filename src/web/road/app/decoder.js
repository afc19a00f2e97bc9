// A worker that reads codes out of pictures with the decoder npm brought, beside the page and not in its way. Not a
// module: old browsers start these as well.
/* global ZXingWASM */

let frame = 0;
let ready;

function load() {
  ready ??= (async () => {
    importScripts('/road/vendor/zxing.js');
    const overrides = { locateFile: () => '/road/vendor/zxing_reader.wasm' };
    if (ZXingWASM.prepareZXingModule) await ZXingWASM.prepareZXingModule({ overrides, fireImmediately: true });
    else await ZXingWASM.getZXingModule(overrides);
  })();
  return ready;
}

self.onmessage = async event => {
  const { id, width, height, pixels } = event.data;
  try {
    await load();
    if (!pixels) {
      self.postMessage({ id, found: [] });
      return;
    }
    // What one way of telling black from white misses in glare or shade, the other often sees.
    frame += 1;
    const binarizer = frame % 2 ? 'LocalAverage' : 'GlobalHistogram';
    const picture = new ImageData(new Uint8ClampedArray(pixels), width, height);
    const results = await ZXingWASM.readBarcodes(picture, {
      formats: ['QRCode', 'Code128'], binarizer, tryHarder: frame % 3 === 0, tryRotate: true, tryInvert: false, tryDownscale: true, maxNumberOfSymbols: 8,
    });
    const found = results.filter(one => one.text).map(one => ({ text: one.text, corners: ['topLeft', 'topRight', 'bottomRight', 'bottomLeft'].map(at => one.position[at]) }));
    self.postMessage({ id, found });
  } catch (error) {
    self.postMessage({ id, failed: String(error?.message ?? error) });
  }
};
