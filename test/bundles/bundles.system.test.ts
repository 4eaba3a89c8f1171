import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startCommand } from '../../packages/cli/test/support/project.ts';
import { packPackages } from '../support/pack-packages.ts';

jest.setTimeout(900_000);

const project = realpathSync(mkdtempSync(join(tmpdir(), 'tfn-bundles-')));
const out = join(project, 'out');
const taskQueue = `bundles-${randomUUID()}`;
const address = process.env['TFN_TEST_ADDRESS'] as string;
const httpAddress = process.env['TFN_TEST_HTTP_ADDRESS'] as string;

const FILES: Readonly<Record<string, string>> = {
  'tfn.config.mjs': `export default { taskQueue: '${taskQueue}' };`,
  'functions/greetings.ts': `
import { tfn } from '@tfn/core';
export const hello = tfn.fn('hello', async (name: string) => \`Hello, \${name}!\`);
export const greet = tfn.workflow('greet', async (ctx, input: { name: string }) => ({ text: await ctx.run(hello, input.name) }));
tfn.http('POST', '/greetings', greet);
`,
  'main.ts': `
import { tfn } from '@tfn/client';
import type * as functions from './functions/greetings.ts';
const payloadCodec = { encode: async (payloads: unknown[]) => payloads, decode: async (payloads: unknown[]) => payloads };
async function main() {
  for (const options of [{}, { payloadCodec }]) {
    const client = tfn.client<typeof functions>({ temporal: { address: '${address}' }, taskQueue: '${taskQueue}', ...options });
    try { console.log(JSON.stringify(await client.invoke('greet', { name: 'bundle' }))); } finally { await client.close(); }
  }
}
main().catch((error) => { console.error(error); process.exitCode = 1; });
`,
  'edge.ts': `
import { createClient } from '@tfn/client/http';
import { fetchHandler } from '@tfn/triggers-http';
import './functions/greetings.ts';
const client = createClient({ temporal: { address: 'http://${httpAddress}' }, taskQueue: '${taskQueue}' });
export default { fetch: fetchHandler(client) };
`,
  'make.mjs': `
import { build } from 'esbuild';
import { rollup } from 'rollup';
import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import resolve from '@rollup/plugin-node-resolve';
const common = { bundle: true, platform: 'node', entryPoints: ['main.ts'] };
const require = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
await build({ ...common, format: 'cjs', minify: true, outfile: 'out/esbuild.cjs' });
await build({ ...common, format: 'esm', banner: { js: require }, outfile: 'out/esbuild.mjs' });
await build({ ...common, format: 'esm', packages: 'external', outfile: 'plain.mjs' });
await build({ ...common, format: 'cjs', packages: 'external', outfile: 'plain.cjs' });
const rolled = await rollup({ input: 'plain.mjs', onwarn() {}, plugins: [
  resolve({ preferBuiltins: true, exportConditions: ['node'] }), commonjs({ ignoreDynamicRequires: true }), json(),
] });
for (const [format, end] of [['cjs', 'cjs'], ['es', 'mjs']]) await rolled.write({ file: 'out/rollup.' + end, format, inlineDynamicImports: true });
await build({ entryPoints: ['edge.ts'], bundle: true, format: 'esm', platform: 'neutral', mainFields: ['module', 'main'], conditions: ['workerd', 'worker'], outfile: 'out/edge.mjs' });
`,
  'workerd.mjs': `
import { Miniflare } from 'miniflare';
const worker = new Miniflare({ modules: true, scriptPath: 'out/edge.mjs', compatibilityDate: '2025-09-01' });
try {
  for (const name of ['first', 'second']) {
    const response = await worker.dispatchFetch('http://edge.test/greetings', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name }),
    });
    console.log(response.status + ' ' + await response.text());
  }
} finally { await worker.dispose(); }
`,
};

const node = async (...args: readonly string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, args, { cwd: project, env: { ...process.env, NODE_OPTIONS: '' } }))
    .stdout;

let worker: ReturnType<typeof startCommand> | undefined;

beforeAll(async () => {
  const tarballs = await packPackages(join(project, 'tarballs'));
  const ours = Object.fromEntries(Object.entries(tarballs).map(([name, file]) => [name, `file:${file}`]));
  const temporal = ['activity', 'client', 'common', 'worker', 'workflow'].map((name) => [
    `@temporalio/${name}`,
    '1.24.0',
  ]);
  const tools = {
    '@rollup/plugin-commonjs': '^28.0.0',
    '@rollup/plugin-json': '^6.0.0',
    '@rollup/plugin-node-resolve': '^16.0.0',
    '@vercel/ncc': '^0.45.0',
    esbuild: '^0.28.0',
    miniflare: '^4.0.0',
    rollup: '^4.0.0',
  };
  const dependencies = { ...ours, ...Object.fromEntries(temporal), ...tools };
  const manifest = { name: 'bundles', type: 'module', private: true, dependencies };
  mkdirSync(join(project, 'functions'), { recursive: true });
  for (const [name, text] of Object.entries({ ...FILES, 'package.json': JSON.stringify(manifest) }))
    writeFileSync(join(project, name), text);
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: project });
  const command = join(project, 'node_modules/.bin/tfn');
  await promisify(execFile)(command, ['build', '--no-check'], { cwd: project });
  worker = startCommand(['start:worker'], { cwd: project, env: { TEMPORAL_ADDRESS: address }, command });
  await worker.until(/Worker polls/);
  await node('make.mjs');
  await node('node_modules/@vercel/ncc/dist/ncc/cli.js', 'build', 'plain.cjs', '-o', 'out/ncc');
});
afterAll(async () => {
  await worker?.stop('SIGTERM');
  rmSync(project, { recursive: true, force: true, maxRetries: 5 });
});

test.each(['esbuild.cjs', 'esbuild.mjs', 'rollup.cjs', 'rollup.mjs', 'ncc/index.cjs'])(
  'a client that a bundler put into one file invokes a workflow, with a codec too: %s',
  async (file) => {
    const answer = '{"text":"Hello, bundle!"}\n';
    expect(await node(join(out, file))).toBe(answer + answer);
  },
);

test('a Cloudflare Worker serves the routes of a fetch handler that it made at its top level', async () => {
  expect(await node('workerd.mjs')).toBe('200 {"text":"Hello, first!"}\n200 {"text":"Hello, second!"}\n');
});
