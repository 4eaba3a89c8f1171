import { fixture } from '../fixture.ts';
import type { Fixture } from '../fixture.ts';

const CHARGE = "async (x: number) => fs.readFileSync('GONE_NAME' + x)";

/** The ways in which files name `tfn`. */
export const vocabularyFixtures: readonly Fixture[] = [
  fixture(
    'tfn renamed at its import',
    {
      'main.ts': `import { tfn as t } from '@tfn/core'; import fs from 'fs';
const charge = t.fn('fn_NAME', ${CHARGE}); export const w = t.workflow('NAME', async (ctx, x: number) => ctx.run(charge, x));`,
    },
    { result: 40, gone: ['GONE_NAME'] },
  ),
  fixture(
    'tfn by a namespace import',
    {
      'main.ts': `import * as core from '@tfn/core'; import fs from 'fs';
const charge = core.tfn.fn('fn_NAME', ${CHARGE}); export const w = core.tfn.workflow('NAME', async (ctx, x: number) => ctx.run(charge, x));`,
    },
    { result: 40, gone: ['GONE_NAME'] },
  ),
  fixture(
    'tfn destructured',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import fs from 'fs'; const { fn, workflow: flow } = tfn;
const charge = fn('fn_NAME', ${CHARGE}); export const w = flow('NAME', async (ctx, x: number) => ctx.run(charge, x));`,
    },
    { result: 40, gone: ['GONE_NAME'] },
  ),
  fixture(
    'tfn under another name',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import fs from 'fs'; const mine = tfn; const define = mine.fn;
const charge = define('fn_NAME', ${CHARGE}); export const w = mine.workflow('NAME', async (ctx, x: number) => ctx.run(charge, x));`,
    },
    { result: 40, gone: ['GONE_NAME'] },
  ),
  fixture(
    "tfn re-exported by the user's own module",
    {
      'main.ts': `import { tfn } from './kit'; import fs from 'fs';
const charge = tfn.fn('fn_NAME', ${CHARGE}); export const w = tfn.workflow('NAME', async (ctx, x: number) => ctx.run(charge, x));`,
      'kit.ts': `export { tfn } from '@tfn/core';`,
    },
    { result: 40, gone: ['GONE_NAME'] },
  ),
  fixture(
    'words of tfn exported one by one',
    {
      'main.ts': `import { define, flow } from './kit'; import fs from 'fs';
const charge = define('fn_NAME', ${CHARGE}); export const w = flow('NAME', async (ctx: any, x: number) => ctx.run(charge, x));`,
      'kit.ts': `import { tfn } from '@tfn/core'; export const { fn: define } = tfn; export const flow = tfn.workflow;`,
    },
    { result: 40, gone: ['GONE_NAME'] },
  ),
  fixture(
    'tfn by export *, two modules away',
    {
      'main.ts': `import { tfn } from './kit'; import fs from 'fs';
const charge = tfn.fn('fn_NAME', ${CHARGE}); export const w = tfn.workflow('NAME', async (ctx, x: number) => ctx.run(charge, x));`,
      'kit.ts': `export * from './more';`,
      'more.ts': `import { tfn as t } from '@tfn/core'; export { t as tfn };`,
    },
    { result: 40, gone: ['GONE_NAME'] },
  ),
  fixture(
    'tfn extended by the user',
    {
      'main.ts': `import { tfn } from './kit'; import fs from 'fs';
const charge = tfn.fn('fn_NAME', ${CHARGE}); export const w = tfn.workflow('NAME', async (ctx: any, x: number) => tfn.extra(await ctx.run(charge, x)));`,
      'kit.ts': `import { tfn as base } from '@tfn/core'; export const tfn = { ...base, extra: (x: number) => x + 1 };`,
    },
    { result: 41, gone: ['GONE_NAME'] },
  ),
  fixture(
    'tfn of @tfn/worker, and of temporal-functions',
    {
      'main.ts': `import { tfn } from '@tfn/worker'; import { tfn as again } from 'temporal-functions'; import fs from 'fs';
const charge = tfn.fn('fn_NAME', ${CHARGE}); export const w = again.workflow('NAME', async (ctx, x: number) => ctx.run(charge, x));`,
    },
    { result: 40, gone: ['GONE_NAME'] },
  ),
  fixture(
    "a factory of the user's around tfn.fn",
    {
      'main.ts': `import { activity } from './kit'; import { tfn } from '@tfn/core'; import { Client } from 'node-lib'; const client = new Client('x');
const charge = activity('fn_NAME', async (x: number) => client.charge(x)); export const w = tfn.workflow('NAME', async (ctx, x: number) => ctx.run(charge, x));`,
      'kit.ts': `import { tfn } from '@tfn/core'; export const activity = (name: string, handler: any) => tfn.fn(name, async (x: any) => handler(x), { retries: 3 });`,
      'node_modules/node-lib/package.json': '{"name":"node-lib","main":"index.js"}',
      'node_modules/node-lib/index.js':
        "const net = require('net'); exports.Client = class { constructor() { net.connect('GONE_NAME'); } };",
    },
    { result: 40, gone: ['GONE_NAME'] },
  ),
  fixture(
    "bodies given to a factory of the user's own, in its own file and in another, by position and by name",
    {
      'main.ts': `import * as kit from './kit'; import { tfn } from '@tfn/core'; import fs from 'fs';
function local(name: string, impl: (x: number) => Promise<unknown>) { return tfn.fn(name, impl, { retries: 1 }); }
const a = local('a_NAME', async (x) => fs.readFileSync('GONE_A_NAME' + x));
const b = kit.define('b_NAME', async (x: number) => fs.readFileSync('GONE_B_NAME' + x), kit.schema('GONE_C_NAME'));
const c = kit.named({ name: 'c_NAME', async run(x: number) { return fs.readFileSync('GONE_D_NAME' + x); } });
const d = kit.named({ name: 'd_NAME', run: async (x: number) => fs.readFileSync('GONE_E_NAME' + x) });
export const w = tfn.workflow('NAME', async (ctx, x: number) => [await ctx.run(a, x), await ctx.run(b, x), await ctx.run(c, x), await ctx.run(d, x)]);`,
      'kit.ts': `import { tfn } from '@tfn/core'; import { z } from 'zod';
export const schema = z.literal;
export const define = (name: string, impl: any, input: any) => inner(name, impl, input);
const inner = (name: string, impl: any, input: any) => tfn.fn(name, async (x: any) => impl(x), { input });
export const named = ({ name, run }: { name: string; run: any }) => tfn.fn(name, run);`,
    },
    { result: [40, 40, 40, 40], gone: ['GONE_A_NAME', 'GONE_B_NAME', 'GONE_C_NAME', 'GONE_D_NAME', 'GONE_E_NAME'] },
  ),
  fixture(
    "what a factory of the user's own looks at in other ways than as a body is kept",
    {
      'main.ts': `import { tfn } from '@tfn/core';
const seen: string[] = [];
const byLength = (name: string, impl: any) => { seen.push(String(impl.length)); return tfn.fn(name, impl); };
function byArguments(name: string, impl: any) { seen.push(typeof arguments[1]); return tfn.fn(name, impl); }
const byDefault = (name: string, impl: any = () => 'KEPT_DEFAULT', text = impl()) => { seen.push(text); return tfn.fn(name, impl); };
const withMore = (name: string, impl: any, more: any) => tfn.fn(name, impl, { retries: more.retries });
const define = () => tfn.fn('inner_NAME', async (x: number) => x);
const byDefinition = (name: string, impl: any, _other: any) => tfn.fn(name, async (x: any) => impl(x, _other));
const a = byLength('a_NAME', async (_x: number) => 1);
byArguments('b_NAME', async (_x: number) => 1); byDefault('c_NAME'); withMore('d_NAME', async () => 1, { retries: 2 });
byDefinition('e_NAME', async () => 1, define());
export const w = tfn.workflow('NAME', async (ctx, x: number) => [...seen, await ctx.run(a, x), (globalThis as any)[Symbol.for('@tfn/registry')].function.has('inner_NAME')]);`,
    },
    { result: ['1', 'function', 'KEPT_DEFAULT', 40, true], kept: ['KEPT_DEFAULT'] },
  ),
  fixture(
    "a factory of the user's around tfn.workflow, used without export",
    {
      'main.ts': `import { flow } from './kit'; import { tfn } from '@tfn/core';
const w = flow('NAME', async (ctx: any, x: number) => x + 1); tfn.cron('0 9 * * *', w, { input: 1 } as any);`,
      'kit.ts': `import { tfn } from '@tfn/core'; export function flow(name: string, handler: any) { return tfn.workflow(name, handler, { runTimeout: '1h' }); }`,
    },
    { result: 5 },
  ),
  fixture(
    'a local name that is like tfn but is not',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import { notTfn } from './other';
export const w = tfn.workflow('NAME', async (_ctx, x: number) => { const tfn = { fn: (_: string, f: any) => f }; return tfn.fn('KEPT_NAME', () => x)() + notTfn.fn('KEPT_NAME', () => 1)(); });`,
      'other.ts': `export const notTfn = { fn: (_name: string, handler: any) => handler };`,
    },
    { result: 5, kept: ['KEPT_NAME'] },
  ),
  fixture(
    'definitions without export, and triggers',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import express from 'node-lib';
const charge = tfn.fn('fn_NAME', async (x: number) => express(x, 'GONE_NAME'));
const w = tfn.workflow('NAME', async (ctx, x: number) => ctx.run(charge, x));
const guard = express('GONE_NAME');
tfn.http('POST', '/NAME', w, { middleware: [guard] }); tfn.cron('0 0 * * *', w, { input: 1 }); tfn.interval('5m', w, { input: 1 }); tfn.event('kafka', 'GONE_NAME', w);`,
      'node_modules/node-lib/package.json': '{"name":"node-lib","main":"index.js"}',
      'node_modules/node-lib/index.js': "require('http'); module.exports = () => 'GONE_NAME';",
    },
    { result: 40, gone: ['GONE_NAME'] },
  ),
  fixture(
    'a trigger whose value is kept',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import fs from 'fs';
export const w = tfn.workflow('NAME', async (_ctx, x: number) => x);
export const route = tfn.http('POST', '/x-NAME', w, { workflowId: () => fs.readFileSync('GONE_NAME', 'utf8') });
if (route) tfn.cron('1 0 * * *', w, { input: 2 });`,
    },
    { result: 4, gone: ['GONE_NAME'] },
  ),
  fixture(
    'a plain signal handler stays',
    {
      'main.ts': `import { tfn } from '@tfn/core';
tfn.signal('signal-NAME', async () => { console.log('KEPT_NAME'); });
export const w = tfn.workflow('NAME', async (_ctx, x: number) => x);`,
    },
    { result: 4, kept: ['KEPT_NAME'] },
  ),
  fixture(
    'onFailure stays, schemas of a workflow go',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import { z } from 'zod';
const undo = tfn.fn('undo_NAME', async (x: unknown) => { console.log('GONE_NAME', x); });
export const w = tfn.workflow('NAME', async (_ctx, x) => x, { onFailure: undo, input: z.number().describe('GONE_NAME'), output: z.any() });`,
    },
    { result: 4, gone: ['GONE_NAME'], kept: ['undo_NAME'] },
  ),
  fixture(
    'typed signals, queries and updates',
    {
      'main.ts': `import { tfn } from '@tfn/core';
const cancel = tfn.defineSignal<string>('cancel-NAME'); const status = tfn.defineQuery<string>('status-NAME');
export const w = tfn.workflow('NAME', async (ctx, x: number) => { ctx.onSignal(cancel, () => {}); ctx.onQuery(status, () => 'ok'); return x; });`,
    },
    { result: 4 },
  ),
  fixture(
    'the whole program in one file, with its worker and client',
    {
      'main.ts': `import { tfn } from '@tfn/worker'; import { tfn as c } from '@tfn/client'; import http from 'node:http';
export const charge = tfn.fn('fn_NAME', async (x: number) => http.get('GONE_NAME' + x));
export const w = tfn.workflow('NAME', async (ctx, x: number) => ctx.run(charge, x));
const client = c.client({ taskQueue: process.env.QUEUE ?? 'GONE_NAME' });
const server = http.createServer(async () => { await client.start(w, 1); });
server.listen(Number(process.env.PORT));
async function main() { const worker = tfn.worker({ taskQueue: 'GONE_NAME' }); worker.register(charge); worker.register(w); await worker.start(); }
main().catch((error) => { console.error(error); process.exit(1); });`,
    },
    { result: 40, gone: ['GONE_NAME'] },
  ),
  fixture(
    'a worker made and started at the top level',
    {
      'main.ts': `import { tfn } from '@tfn/worker';
export const w = tfn.workflow('NAME', async (_ctx, x: number) => x);
const worker = tfn.worker({ taskQueue: 'GONE_NAME' }); worker.register(w); await worker.start();`,
    },
    { result: 4, gone: ['GONE_NAME'] },
  ),
];
