import { fixture } from '../fixture.ts';
import type { Fixture } from '../fixture.ts';

const NODE_LIB = {
  'node_modules/node-lib/package.json': '{"name":"node-lib","main":"index.js"}',
  'node_modules/node-lib/index.js':
    "const net = require('net'); module.exports = { default: net, MARK_NODE_LIB: 1, query: () => net, helper: () => 1 }; module.exports.Client = class { constructor() { net.connect(1); } };",
};

/** Imports of files. */
export const importFixtures: readonly Fixture[] = [
  fixture(
    'named, default, namespace and side-effect imports that only functions use',
    {
      'main.ts': `import { tfn } from '@tfn/core';
import { readFile } from 'node:fs/promises';
import path from 'path';
import * as os from 'os';
import { query as ask } from 'node-lib';
const charge = tfn.fn('fn_NAME', async (x: number) => { await readFile(path.join(os.tmpdir(), 'GONE_NAME')); return ask(x); });
export const w = tfn.workflow('NAME', async (ctx, x: number) => ctx.run(charge, x));`,
      ...NODE_LIB,
    },
    { result: 40, gone: ['GONE_NAME', 'MARK_NODE_LIB'] },
  ),
  fixture(
    'type-only imports',
    {
      'main.ts': `import { tfn } from '@tfn/core';
import type { Deep } from './types';
import { type Other, type Deep as D2 } from './types';
export const w = tfn.workflow('NAME', async (_ctx, x: Deep & Other & D2) => x);`,
      'types.ts': `import 'node:fs'; export type Deep = number; export type Other = number; throw new Error('GONE_NAME');`,
    },
    { result: 4, gone: ['GONE_NAME'] },
  ),
  fixture(
    'mixed imports: a type, a value for the workflow and a value for the function',
    {
      'main.ts': `import { tfn } from '@tfn/core';
import { type Amount, double, goneHelper } from './mixed';
const charge = tfn.fn('fn_NAME', async (x: Amount) => goneHelper(x));
export const w = tfn.workflow('NAME', async (ctx, x: Amount) => double(await ctx.run(charge, x) as number));`,
      'mixed.ts': `import fs from 'fs'; export type Amount = number; export const double = (x: number) => 2 * x;
export function goneHelper(x: number) { fs.writeFileSync('GONE_NAME', String(x)); return x; }`,
    },
    { result: 80, gone: ['GONE_NAME'] },
  ),
  fixture(
    'types imported without the word type',
    {
      'main.ts': `import { tfn } from '@tfn/core';
import { Shape } from './shape';
export const w = tfn.workflow('NAME', async (_ctx, x: number) => ({ x }) satisfies Shape);`,
      'shape.ts': `import 'fs'; export interface Shape { x: number } console.log('GONE_NAME');`,
    },
    { result: { x: 4 }, gone: ['GONE_NAME'] },
  ),
  fixture(
    'a default and named imports of one module, of which the workflow uses one',
    {
      'main.ts': `import { tfn } from '@tfn/core';
import main, { used, unusedThere as gone } from './both';
const charge = tfn.fn('fn_NAME', async (x: number) => main(gone(x)));
export const w = tfn.workflow('NAME', async (ctx, x: number) => used(await ctx.run(charge, x) as number));`,
      'both.ts': `import http from 'http'; export default function main(x: number) { return http.get('GONE_NAME' + x); }
export const used = (x: number) => x + 1; export const unusedThere = (x: number) => x;`,
    },
    { result: 41, gone: ['GONE_NAME'] },
  ),
  fixture(
    'a namespace import that workflow code uses by members',
    {
      'main.ts': `import { tfn } from '@tfn/core';
import * as math from './math';
const charge = tfn.fn('fn_NAME', async (x: number) => math.save(x));
export const w = tfn.workflow('NAME', async (ctx, x: number) => math.add(await ctx.run(charge, x) as number, 2));`,
      'math.ts': `import { writeFileSync } from 'fs'; export const add = (a: number, b: number) => a + b;
export const save = (x: number) => writeFileSync('GONE_NAME', String(x));`,
    },
    { result: 42, gone: ['GONE_NAME'] },
  ),
  fixture(
    'a side-effect import stays',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import './setup';
export const w = tfn.workflow('NAME', async (_ctx, x: number) => x + (globalThis as any).KEPT_NAME);`,
      'setup.ts': `(globalThis as any).KEPT_NAME = 5;`,
    },
    { result: 9, kept: ['KEPT_NAME'] },
  ),
  fixture(
    'circular imports',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import { plusOne } from './circle';
export function base() { return 100; }
const charge = tfn.fn('fn_NAME', async (x: number) => x);
export const w = tfn.workflow('NAME', async (ctx, x: number) => plusOne(await ctx.run(charge, x) as number));`,
      'circle.ts': `import { base } from './main'; export const plusOne = (x: number) => base() + x + 1;`,
    },
    { result: 141 },
  ),
  fixture(
    'JSON imports',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import prices from './prices.json'; import { tax } from './prices.json'; import secrets from './secrets.json';
const charge = tfn.fn('fn_NAME', async (x: number) => secrets);
export const w = tfn.workflow('NAME', async (ctx, x: number) => prices.base + tax + x);`,
      'prices.json': '{"base": 10, "tax": 2}',
      'secrets.json': '{"key": "GONE_NAME"}',
    },
    { result: 16, gone: ['GONE_NAME'] },
  ),
  fixture(
    'a dynamic import inside a function',
    {
      'main.ts': `import { tfn } from '@tfn/core';
const charge = tfn.fn('fn_NAME', async (x: number) => { const { gone } = await import('./heavy'); return gone(x); });
export const w = tfn.workflow('NAME', async (ctx, x: number) => ctx.run(charge, x));`,
      'heavy.ts': `import fs from 'fs'; export const gone = (x: number) => fs.statSync('GONE_NAME' + x);`,
    },
    { result: 40, gone: ['GONE_NAME'] },
  ),
  fixture(
    'a dynamic import inside a workflow',
    {
      'main.ts': `import { tfn } from '@tfn/core';
export const w = tfn.workflow('NAME', async (_ctx, x: number) => { const { late } = await import('./late'); return late(x); });`,
      'late.ts': `export const late = (x: number) => x * 7;`,
    },
    { result: 28 },
  ),
  fixture(
    'workflow code over three files',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import { step } from './steps/one';
import { charge } from './functions';
export const w = tfn.workflow('NAME', async (ctx, x: number) => step(await ctx.run(charge, x) as number));`,
      'steps/one.ts': `import { rate } from './two'; export const step = (x: number) => x * rate();`,
      'steps/two.ts': `export const rate = () => 3;`,
      'functions.ts': `import { tfn } from '@tfn/core'; import { Client } from 'node-lib'; const client = new Client();
export const charge = tfn.fn('fn_NAME', async (x: number) => client.GONE_NAME(x));`,
      ...NODE_LIB,
    },
    { result: 120, gone: ['GONE_NAME', 'MARK_NODE_LIB'] },
  ),
  fixture(
    'a package of the workspace, through node_modules and a path',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import { chargeIt, fee } from '@my/functions';
export const w = tfn.workflow('NAME', async (ctx, x: number) => fee(await ctx.run(chargeIt, x) as number));`,
      'node_modules/@my/functions/package.json':
        '{"name":"@my/functions","main":"src/index.ts","peerDependencies":{"@tfn/core":"*"}}',
      'node_modules/@my/functions/src/index.ts': `export * from './charge'; export { fee } from './fee';`,
      'node_modules/@my/functions/src/charge.ts': `import { tfn } from '@tfn/core'; import fs from 'fs'; export const chargeIt = tfn.fn('fn_NAME', async (x: number) => fs.readFileSync('GONE_NAME'));`,
      'node_modules/@my/functions/src/fee.ts': `export const fee = (x: number) => x + 1;`,
    },
    { result: 41, gone: ['GONE_NAME'] },
  ),
  fixture(
    'packages of a workspace, linked to each other',
    {
      'packages/app/src/main.ts': `import { tfn } from '@tfn/core'; import { chargeIt, fee } from '@my/functions';
export const w = tfn.workflow('NAME', async (ctx, x: number) => fee(await ctx.run(chargeIt, x) as number));`,
      'packages/app/package.json': '{"name":"@my/app","dependencies":{"@my/functions":"workspace:*"}}',
      'packages/functions/package.json': '{"name":"@my/functions","exports":{".":"./src/index.ts"}}',
      'packages/functions/src/index.ts': `import { tfn } from '@tfn/core'; import fs from 'fs'; import { percent } from '@my/money';
export const chargeIt = tfn.fn('fn_NAME', async (x: number) => fs.readFileSync('GONE_NAME')); export const fee = (x: number) => percent(x);`,
      'packages/money/package.json': '{"name":"@my/money","main":"index.ts"}',
      'packages/money/index.ts': `import fs from 'fs'; export const percent = (x: number) => x + 1; export const save = () => fs.writeFileSync('GONE_NAME', '');`,
    },
    {
      result: 41,
      gone: ['GONE_NAME'],
      links: {
        'packages/app/node_modules/@my/functions': 'packages/functions',
        'packages/functions/node_modules/@my/money': 'packages/money',
      },
    },
  ),
  fixture(
    'path aliases of tsconfig.json',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import { triple } from '#lib/math'; import { save } from '@app/db';
const charge = tfn.fn('fn_NAME', async (x: number) => save(x));
export const w = tfn.workflow('NAME', async (ctx, x: number) => triple(await ctx.run(charge, x) as number));`,
      'tsconfig.json':
        '{ "compilerOptions": { /* comment */ "paths": { "#lib/*": ["./lib/*"], "@app/*": ["./app/*"] }, } }',
      'lib/math.ts': 'export const triple = (x: number) => x * 3;',
      'app/db.ts': "import fs from 'fs'; export const save = (x: number) => fs.writeFileSync('GONE_NAME', String(x));",
    },
    { result: 120, gone: ['GONE_NAME'] },
  ),
  fixture(
    'the own options of a tsconfig.json that extends a missing file',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import { triple } from '#lib/math'; import { save } from '#lib/db';
const tag = (..._: any[]) => {};
class Price { constructor(@tag readonly n: number) {} }
const charge = tfn.fn('fn_NAME', async (x: number) => save(x));
export const w = tfn.workflow('NAME', async (_ctx, x: number) => triple(new Price(x).n));`,
      'tsconfig.json':
        '{ "extends": ["../gone.json"], "compilerOptions": { /* comment */ "experimentalDecorators": true, "paths": { "#lib/*": ["./lib/*"] }, } }',
      'lib/math.ts': 'export const triple = (x: number) => x * 3;',
      'lib/db.ts': "import fs from 'fs'; export const save = (x: number) => fs.writeFileSync('GONE_NAME', String(x));",
    },
    { result: 12, gone: ['GONE_NAME'] },
  ),
  fixture(
    'specifiers with the extension that the compiler will give',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import { a } from './a.js'; import { b } from './b.mjs'; import { c } from './c.ts';
export const w = tfn.workflow('NAME', async (_ctx, x: number) => a + b + c + x);`,
      'a.ts': 'export const a = 1;',
      'b.mts': 'export const b = 2;',
      'c.ts': 'export const c = 3;',
    },
    { result: 10 },
  ),
  fixture(
    'a folder with an index file',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import { a } from './folder';
export const w = tfn.workflow('NAME', async (_ctx, x: number) => a + x);`,
      'folder/index.ts': 'export const a = 1;',
    },
    { result: 5 },
  ),
  fixture(
    'zod schemas beside workflows, also exported',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import { z } from 'zod';
export const Order = z.object({ id: z.number() });
export type Order = z.infer<typeof Order>;
const Paid = z.number().describe('GONE_NAME');
export const charge = tfn.fn('fn_NAME', async (x) => x, { input: z.number(), output: Paid, timeout: '5s' });
export const w = tfn.workflow('NAME', async (ctx, x) => ctx.run(charge, x), { input: z.number() });`,
    },
    { result: 40, gone: ['GONE_NAME', 'ZodType'] },
  ),
  fixture(
    'a schema that the workflow itself uses is kept',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import { Order } from './schema';
export const w = tfn.workflow('NAME', async (_ctx, x: number) => Order.parse(x), { input: Order });`,
      'schema.ts': `export const Order = { parse: (x: number) => 'KEPT_NAME' + x } as any;`,
    },
    { result: expect.stringMatching(/^KEPT_.*4$/), kept: ['KEPT_NAME'] },
  ),
  fixture(
    'a schema given by shorthand',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import { z } from 'zod';
const input = z.number().describe('GONE_NAME');
const charge = tfn.fn('fn_NAME', async (x) => x, { input, retries: 2 });
export const w = tfn.workflow('NAME', async (ctx, x: number) => ctx.run(charge, x));`,
    },
    { result: 40, gone: ['GONE_NAME'] },
  ),
];
