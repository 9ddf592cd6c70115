// Builds dist/ (the library, the page) or, with --tests, the tests for Node. No watch mode: a build takes 0.1 s.
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
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
  await rm('dist', { recursive: true, force: true });
  await mkdir('dist');
  await build({ ...common, entryPoints: { wic: 'src/web/index.ts' }, outdir: 'dist', minify: true, sourcemap: true });
  // The page uses the library as anybody would: as the module beside it.
  await build({ ...common, entryPoints: { app: 'src/page/app.ts' }, outdir: 'dist', minify: true, external: ['./wic.js'] });
  for (const file of ['index.html', 'style.css', 'icon.svg']) {
    await cp(`src/page/${file}`, `dist/${file}`);
  }
}
