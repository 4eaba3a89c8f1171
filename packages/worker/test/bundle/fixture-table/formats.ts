import { fixture } from '../fixture.ts';
import type { Fixture } from '../fixture.ts';

const TS = `import { tfn } from '@tfn/core';
import fs, { existsSync } from 'node:fs';
import Client, { helper as goneHelper } from './client';
import * as pure from './pure';
import { triple } from './pure';
export enum Kind { A = 'kind' }
const client = new Client(existsSync('GONE_NAME'));
export const charge = tfn.fn('fn_NAME', async (x: number) => goneHelper(client, fs, x), { retries: 2 });
export function plus(x: number) { return pure.one + x; }
export const w = tfn.workflow('NAME', async (ctx, x: number) => Kind.A + triple(plus((await ctx.run(charge, x)) as number)));
tfn.http('POST', '/NAME', w, { middleware: [] });`;
const CLIENT = `import net from 'node:net'; export default class Client { constructor(public x: unknown) { net.connect('GONE_NAME' as any); } }
export const helper = (..._: unknown[]) => net.isIP('GONE_NAME');`;
const PURE = 'export const one = 1; export const triple = (x: number) => x * 3;';
const SOURCES = { 'main.ts': TS, 'client.ts': CLIENT, 'pure.ts': PURE };
const COMPILED = { result: 'kind123', gone: ['GONE_NAME'] };

const SCHEMAS = {
  'main.ts': `import { tfn } from '@tfn/core';
import { z } from 'zod';
export const Order = z.number().describe('GONE_NAME');
export const charge = tfn.fn('fn_NAME', async (x: number) => x, { input: Order });
export const w = tfn.workflow('NAME', async (ctx, x: number) => ctx.run(charge, x), { input: Order });`,
};

/** File formats, and the output of compilers. */
export const formatFixtures: readonly Fixture[] = [
  fixture('CommonJS output of tsc', SOURCES, { ...COMPILED, compile: 'tsc' }),
  fixture('CommonJS output of esbuild', SOURCES, { ...COMPILED, compile: 'esbuild-cjs' }),
  fixture('a single-file bundle by esbuild, with packages outside', SOURCES, {
    ...COMPILED,
    compile: 'esbuild-bundle',
  }),
  fixture('a single-file bundle by esbuild, with @tfn/core inside', SOURCES, {
    ...COMPILED,
    compile: 'esbuild-bundle-all',
  }),
  fixture('exported schemas, in CommonJS output of tsc', SCHEMAS, { result: 40, gone: ['GONE_NAME'], compile: 'tsc' }),
  fixture('exported schemas, in CommonJS output of esbuild', SCHEMAS, {
    result: 40,
    gone: ['GONE_NAME'],
    compile: 'esbuild-cjs',
  }),
  fixture(
    'CommonJS by hand',
    {
      'main.js': `const { tfn } = require('@tfn/core'); const fs = require('fs'); const { triple } = require('./pure');
const charge = tfn.fn('fn_NAME', async (x) => fs.readFileSync('GONE_NAME' + x));
const w = tfn.workflow('NAME', async (ctx, x) => triple(await ctx.run(charge, x)));
module.exports = { charge, w };`,
      'pure.js': 'exports.triple = (x) => x * 3;',
    },
    { result: 120, gone: ['GONE_NAME'] },
  ),
  fixture(
    'CommonJS in a .cjs file',
    {
      'main.cjs': `const core = require('@tfn/core'); const gone = require('./db.cjs');
exports.charge = core.tfn.fn('fn_NAME', async (x) => gone.save(x));
exports.w = core.tfn.workflow('NAME', async (ctx, x) => ctx.run(exports.charge, x));`,
      'db.cjs': "const fs = require('fs'); exports.save = (x) => fs.writeFileSync('GONE_NAME', x);",
    },
    { result: 40, gone: ['GONE_NAME'] },
  ),
  fixture(
    'an ES module in a .mjs file',
    {
      'main.mjs': `import { tfn } from '@tfn/core'; import fs from 'node:fs'; import { triple } from './pure.mjs'; const here = import.meta.url;
const charge = tfn.fn('fn_NAME', async (x) => fs.readFileSync('GONE_NAME' + here));
export const w = tfn.workflow('NAME', async (ctx, x) => triple(await ctx.run(charge, x)));`,
      'pure.mjs': 'export const triple = (x) => x * 3;',
    },
    { result: 120, gone: ['GONE_NAME'] },
  ),
  fixture(
    'TypeScript in a .mts file',
    {
      'main.mts': `import { tfn } from '@tfn/core'; import fs from 'node:fs'; import { triple } from './pure.mjs';
const charge = tfn.fn('fn_NAME', async (x: number) => fs.readFileSync('GONE_NAME' + x));
export const w = tfn.workflow('NAME', async (ctx, x: number) => triple(await ctx.run(charge, x) as number));`,
      'pure.mts': 'export const triple = (x: number) => x * 3;',
    },
    { result: 120, gone: ['GONE_NAME'] },
  ),
  fixture(
    'TypeScript in a .cts file, with import = require',
    {
      'main.cts': `import core = require('@tfn/core'); import fs = require('node:fs'); import pure = require('./pure.cjs');
const charge = core.tfn.fn('fn_NAME', async (x: number) => fs.readFileSync('GONE_NAME' + x));
const w = core.tfn.workflow('NAME', async (ctx, x: number) => pure.triple(await ctx.run(charge, x) as number));
export = { charge, w };`,
      'pure.cts': 'export const triple = (x: number) => x * 3;',
    },
    { result: 120, gone: ['GONE_NAME'] },
  ),
  fixture(
    'JSX in a .tsx file',
    {
      'main.tsx': `import { tfn } from '@tfn/core'; import fs from 'fs'; import { h } from './h';
const Mail = ({ name }: { name: string }) => <p>GONE_NAME {name}</p>;
const charge = tfn.fn('fn_NAME', async (x: number) => { fs.rmSync('GONE_NAME'); return <Mail name={String(x)} />; });
export const w = tfn.workflow('NAME', async (_ctx, x: number) => (<b id={x} />) as unknown);`,
      'h.ts': 'export const h = (tag: unknown, props: unknown) => ({ tag, props });',
      'tsconfig.json': '{ "compilerOptions": { "jsx": "react", "jsxFactory": "h" } }',
    },
    { result: { tag: 'b', props: { id: 4 } }, gone: ['GONE_NAME'] },
  ),
  fixture(
    'a top-level await that only functions need',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import fs from 'fs/promises';
const secret = await fs.readFile('GONE_NAME');
const { key } = await import('./secret');
const charge = tfn.fn('fn_NAME', async (x: number) => [secret, key, x]);
export const w = tfn.workflow('NAME', async (ctx, x: number) => ctx.run(charge, x));`,
      'secret.ts': "import 'fs'; export const key = 'GONE_NAME';",
    },
    { result: 40, gone: ['GONE_NAME'] },
  ),
  fixture(
    'an arrow function without braces over many lines, comments and a shebang',
    {
      'main.ts': `#!/usr/bin/env node
// tfn.fn('comment', () => {})
/* import { nothing } from 'GONE'; */
import { tfn } from '@tfn/core';
import fs from 'fs';
const charge = tfn.fn(
  'fn_NAME', // the name
  async (x: number) =>
    // the body
    fs.readFileSync(
      'GONE_NAME' + x,
    ),
  { timeout: '5s' },
);
export const w = tfn.workflow('NAME', async (ctx, x: number) => ctx.run(charge, x));`,
    },
    { result: 40, gone: ['GONE_NAME'] },
  ),
  fixture(
    'import * of a module that exports again',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import * as lib from './lib';
const charge = tfn.fn('fn_NAME', async (x: number) => lib.db.save(x));
export const w = tfn.workflow('NAME', async (_ctx, x: number) => lib.math.triple(x));`,
      'lib.ts': `export * as math from './math'; export * as db from './db';`,
      'math.ts': 'export const triple = (x: number) => x * 3;',
      'db.ts': `import fs from 'fs'; const file = fs.openSync('x', 'r'); export const save = (x: number) => fs.writeSync(file, String(x));`,
    },
    { result: 12 },
  ),
];
