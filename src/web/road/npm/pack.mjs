// Puts what the app on a phone needs of these packages into ../vendor, under plain names and packed: called by
// scripts/setup after `npm ci`. Weak lines decide the packing: the decoder is a quarter smaller by brotli than by gzip.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';

const here = new URL('.', import.meta.url);
const vendor = new URL('../vendor/', here);
const files = {
  'zxing.js': 'node_modules/zxing-wasm/dist/iife/reader/index.js',
  'zxing_reader.wasm': 'node_modules/zxing-wasm/dist/reader/zxing_reader.wasm',
  'uqr.mjs': 'node_modules/uqr/dist/index.mjs',
};

mkdirSync(vendor, { recursive: true });
for (const [name, from] of Object.entries(files)) {
  const bytes = readFileSync(new URL(from, here));
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  writeFileSync(new URL(name, vendor), bytes);
  writeFileSync(new URL(`${name}.br`, vendor), brotliCompressSync(bytes, { params }));
}
const licences = ['zxing-wasm', 'uqr'].map(name => {
  const { version } = JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, here)));
  return `${name} ${version}\n\n${readFileSync(new URL(`node_modules/${name}/LICENSE`, here), 'utf8')}`;
});
licences.push('zxing-wasm contains zxing-cpp, under the Apache License, Version 2.0.\n');
writeFileSync(new URL('licences.txt', vendor), licences.join('\n\n'));
