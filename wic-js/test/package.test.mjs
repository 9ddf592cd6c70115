// The package as somebody gets it who installs it: its size, its types, its examples.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { createContext, Script } from 'node:vm';
import { gzipSync } from 'node:zlib';

const LARGEST = 80_000;
const out = 'target/package';
execFileSync(process.execPath, ['build.mjs', '--out', out]);

test('the library is under 80 kB gzipped, as a module and as one script', () => {
  for (const name of ['wic.js', 'wic.global.js']) {
    const size = gzipSync(readFileSync(`${out}/${name}`)).length;
    assert.ok(size < LARGEST, `${name}: ${size} bytes gzipped`);
  }
});

test('the module and the script give the same things', async () => {
  const module = readFileSync(`${out}/wic.js`, 'utf8');
  const exported = /export\{([^}]*)\}/.exec(module)?.[1] ?? '';
  const names = exported.split(',').map((part) => part.split(' as ').at(-1).trim()).sort();
  assert.deepEqual(names, ['Wic', 'WicError']);
  const global = createContext({ console, setTimeout, clearTimeout, setInterval, clearInterval, navigator: {} });
  global.window = global;
  new Script(readFileSync(`${out}/wic.global.js`, 'utf8')).runInContext(global);
  assert.deepEqual(new Script('Object.keys(Wicgate).sort().join()').runInContext(global), names.join());
});

test('what package.json names is there', () => {
  const { exports, files } = JSON.parse(readFileSync('package.json', 'utf8'));
  const named = [...files, exports['.'].types, exports['.'].default, exports['./global']];
  for (const path of named.map((one) => one.replace(/^(\.\/)?dist\//, `${out}/`))) {
    assert.ok(existsSync(path), path);
  }
});

const USE = `
import { Wic, WicError, type Call, type Cause, type MediaStats } from '@wicgate/wic';
export async function use(): Promise<void> {
  const wic: Wic = await Wic.start({ wwsf: 'https://wwsf.example', username: 'alice', password: 'alice' });
  const other = await Wic.start({ w2: ['wss://gateway.example/ws'], impi: 'carol@home.example', password: 'x' });
  wic.on('incoming', (call: Call) => call.answer({ video: true }));
  const call = wic.call('bob', { video: true });
  call.on('ended', (cause: Cause) => console.log(cause.kind, cause.words));
  call.on('held', ({ by, on }) => console.log(by, on));
  const stats: MediaStats = await call.stats();
  console.log(stats.packetsLost, other.state);
  await call.transfer('carol').catch((error: unknown) => error instanceof WicError && error.cause.status);
  // @ts-expect-error there is no such event
  call.on('nonsense', () => {});
}
`;

test('a strict TypeScript project compiles against the types', () => {
  mkdirSync('target/consumer', { recursive: true });
  writeFileSync('target/consumer/use.ts', USE);
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    target: 'ES2022',
    module: 'NodeNext',
    lib: ['ES2022', 'DOM'],
    types: [],
    paths: { '@wicgate/wic': ['../package/types/web/index.d.ts'] },
  };
  writeFileSync('target/consumer/package.json', '{"type":"module"}');
  writeFileSync('target/consumer/tsconfig.json', JSON.stringify({ compilerOptions, files: ['use.ts'] }));
  const tsc = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'target/consumer'], { encoding: 'utf8' });
  assert.equal(tsc.stdout + tsc.stderr, '');
});

test('the examples load what is there, and nothing inline', () => {
  const pages = readdirSync('examples').filter((name) => name.endsWith('.html'));
  assert.ok(pages.length > 0);
  for (const page of pages) {
    const html = readFileSync(`examples/${page}`, 'utf8');
    const loaded = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path);
    loaded.forEach((path) => assert.ok(existsSync(`${out}/examples/${path}`), `${page} loads ${path}`));
    assert.doesNotMatch(html, /<script(?![^>]*src)|<style|\son\w+=|style=/);
  }
});
