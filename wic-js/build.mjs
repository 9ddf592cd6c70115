// Builds dist/ (the library with its types, the page, the examples) or, with --tests, the tests for Node; --out DIR builds elsewhere.
import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const common = { bundle: true, format: 'esm', target: 'es2022', charset: 'utf8', legalComments: 'eof', logLevel: 'warning' };

if (process.argv.includes('--tests')) {
  await rm('target/test', { recursive: true, force: true });
  const tests = (await readdir('test')).filter((name) => name.endsWith('.test.ts')).map((name) => `test/${name}`);
  await build({
    ...common,
    entryPoints: tests,
    outdir: 'target/test',
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    sourcemap: 'inline',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
} else {
  const at = process.argv.indexOf('--out');
  await all(at < 0 ? 'dist' : process.argv[at + 1]);
}

async function all(out) {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const library = { ...common, entryPoints: { wic: 'src/web/index.ts' }, outdir: out, minify: true };
  await build({ ...library, sourcemap: true });
  // For pages without modules: one file that makes a global Wicgate.
  await build({ ...library, entryPoints: { 'wic.global': 'src/web/index.ts' }, format: 'iife', globalName: 'Wicgate' });
  // The page uses the library as anybody would: as the module beside it.
  await build({ ...common, entryPoints: { app: 'src/page/app.ts' }, outdir: out, minify: true, external: ['./wic.js'] });
  for (const file of ['index.html', 'style.css', 'icon.svg']) {
    await cp(`src/page/${file}`, `${out}/${file}`);
  }
  await cp('examples', `${out}/examples`, { recursive: true });
  await types(`${out}/types`);
}

/** The declarations, with the file names that Node's resolution wants. */
async function types(out) {
  const tsc = new URL('node_modules/typescript/bin/tsc', import.meta.url).pathname;
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.types.json', '--outDir', out], { stdio: 'inherit' });
  for (const name of await readdir(out, { recursive: true })) {
    if (name.endsWith('.d.ts')) {
      const text = await readFile(`${out}/${name}`, 'utf8');
      await writeFile(`${out}/${name}`, text.replace(/(from '\.[^']*)'/g, "$1.js'").replace(/(from "\.[^"]*)"/g, '$1.js"'));
    }
  }
}
