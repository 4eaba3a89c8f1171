import { fixture } from '../fixture.ts';
import type { Fixture } from '../fixture.ts';

/** A file with a function and a workflow: `more` comes before them, `body` is in the function, `use` in the workflow. */
function program(more: string, body: string, use: string): Record<string, string> {
  return {
    'main.ts': `import { tfn } from '@tfn/core';
import fs from 'node:fs';
${more}
const charge = tfn.fn('fn_NAME', async (x: number) => { ${body}; });
export const w = tfn.workflow('NAME', async (ctx, x: number) => { ${use} });`,
  };
}

const RUN = 'return ctx.run(charge, x) as any;';

/** Declarations in files, and their users. */
export const declarationFixtures: readonly Fixture[] = [
  fixture(
    'a client made at the top level',
    program("const db = fs.openSync('GONE_NAME', 'r');", 'return db + x', RUN),
    { result: 40, gone: ['GONE_NAME', 'openSync'] },
  ),
  fixture(
    'a class that only functions use',
    program(
      "class Db { static url = fs.readFileSync('GONE_NAME'); connect() { return 1; } } const db = new Db();",
      'return db.connect()',
      RUN,
    ),
    { result: 40, gone: ['GONE_NAME', 'class Db'] },
  ),
  fixture(
    'a class that the workflow uses',
    program(
      'class Cart { #items: number[] = []; add(x: number) { this.#items.push(x); return this; } get total() { return this.#items.reduce((a, b) => a + b, 0); } }',
      "fs.rmSync('GONE_NAME')",
      'return new Cart().add(x).add(1).total;',
    ),
    { result: 5, gone: ['GONE_NAME'] },
  ),
  fixture(
    'a class that extends another, used on both sides',
    program(
      'class Base { constructor(public n: number) {} } class Price extends Base { twice() { return this.n * 2; } }',
      "fs.rmSync('GONE_NAME' + new Price(1).twice())",
      'return new Price(x).twice();',
    ),
    { result: 8, gone: ['GONE_NAME'] },
  ),
  fixture(
    'an enum on each side',
    program("enum Kept { A = 'kept_NAME' } enum Gone { A = 'GONE_NAME' }", 'return Gone.A', 'return Kept.A;'),
    { result: expect.stringMatching(/^kept_/), gone: ['GONE_NAME'] },
  ),
  fixture(
    'a const enum',
    program('const enum Size { S = 1, M = 2 }', "fs.rmSync('GONE_NAME' + Size.S)", 'return x * Size.M;'),
    { result: 8, gone: ['GONE_NAME'] },
  ),
  fixture(
    'a namespace on each side',
    program(
      "namespace Kept { export const rate = 3; } namespace Gone { export const secret = fs.readFileSync('GONE_NAME'); }",
      'return Gone.secret',
      'return x * Kept.rate;',
    ),
    { result: 12, gone: ['GONE_NAME'] },
  ),
  fixture(
    'a helper that both sides use',
    program(
      "const format = (x: number) => `n${x}`; const log = (s: string) => fs.appendFileSync('GONE_NAME', s);",
      'log(format(x))',
      'return format(x);',
    ),
    { result: 'n4', gone: ['GONE_NAME'] },
  ),
  fixture(
    'helpers that call one another',
    program(
      "function a(x: number): number { return b(x) + 1; } function b(x: number): number { return x > 100 ? a(x) : x * 2; } function g1(x: number): number { return g2(x); } function g2(x: number): any { return x > 1 ? fs.rmSync('GONE_NAME') : g1(x); }",
      'return g1(x)',
      'return a(x);',
    ),
    { result: 9, gone: ['GONE_NAME'] },
  ),
  fixture(
    'getters and setters',
    program(
      "const settings = { get rate() { return 5; }, set rate(_v: number) {} }; const secrets = { get key() { return fs.readFileSync('GONE_NAME'); } };",
      'return secrets.key',
      'return x * settings.rate;',
    ),
    { result: 20, gone: ['GONE_NAME'] },
  ),
  fixture(
    'destructured constants, of which each side uses some',
    program(
      'const { a, b: { c = 2 } = {}, ...rest } = { a: 1, b: {}, d: 4 } as any; const { readFileSync: gone, writeFileSync } = fs;',
      "return gone('GONE_NAME', writeFileSync as any)",
      'return a + c + rest.d + x;',
    ),
    { result: 11, gone: ['GONE_NAME'] },
  ),
  fixture(
    'array patterns with holes and defaults',
    program(
      "const [first, , third = 3, ...others] = [1, 2, undefined, 4, 5] as any[]; const [g] = [fs.existsSync('GONE_NAME')];",
      'return g',
      'return first + third + others.length + x;',
    ),
    { result: 10, gone: ['GONE_NAME'] },
  ),
  fixture(
    'default parameters that call helpers',
    program(
      "const rate = () => 3; const now = () => fs.statSync('GONE_NAME').mtimeMs; function price(x: number, r = rate(), { plus = rate() } = {}) { return x * r + plus; } function stamp(t = now()) { return t; }",
      'return stamp()',
      'return price(x);',
    ),
    { result: 15, gone: ['GONE_NAME'] },
  ),
  fixture(
    'a handler passed by reference',
    program(
      "async function impl(x: number) { return fs.readFileSync('GONE_NAME' + x); } const byName = tfn.fn('ref_NAME', impl);",
      'return x',
      'return ctx.run(byName, x) as any;',
    ),
    { result: 40, gone: ['GONE_NAME'] },
  ),
  fixture(
    'a handler imported from another file',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import impl, { undo } from './impl';
const charge = tfn.fn('fn_NAME', impl); tfn.fn('undo_NAME', undo, { retries: 1 });
export const w = tfn.workflow('NAME', async (ctx, x: number) => ctx.run(charge, x));`,
      'impl.ts': `import fs from 'fs'; export default async function impl(x: number) { return fs.readFileSync('GONE_NAME' + x); } export const undo = async () => {};`,
    },
    { result: 40, gone: ['GONE_NAME'] },
  ),
  fixture(
    'a handler wrapped by a helper',
    program(
      "const logged = (f: any) => async (x: number) => { fs.appendFileSync('GONE_NAME', 'x'); return f(x); }; const wrapped = tfn.fn('ref_NAME', logged(async (x: number) => x));",
      'return x',
      'return ctx.run(wrapped, x) as any;',
    ),
    { result: 40, gone: ['GONE_NAME'] },
  ),
  fixture(
    'several declarators in one statement',
    program(
      "const kept = 1, gone = fs.existsSync('GONE_NAME'), also = kept + 1, last = fs.existsSync('GONE_NAME');",
      'return [gone, last]',
      'return kept + also + x;',
    ),
    { result: 7, gone: ['GONE_NAME'] },
  ),
  fixture(
    'a variable that is set later',
    program(
      "let db: any; let cache: any = null; function connect() { return (db ??= fs.openSync('GONE_NAME', 'r')); } db = connect(); export let counter = 0; counter += 2;",
      'cache = db; return cache',
      'return counter + x;',
    ),
    { result: 6, gone: ['GONE_NAME'] },
  ),
  fixture(
    'properties put on a function later',
    program(
      "function price(x: number) { return x * price.rate; } price.rate = 2; function gone() {} (gone as any).file = fs.existsSync('GONE_NAME');",
      'return gone()',
      'return price(x);',
    ),
    { result: 8, gone: ['GONE_NAME'] },
  ),
  fixture(
    'a map that is filled at the top level',
    program(
      "const rates = new Map<string, number>(); rates.set('a', 3); const files = new Map(); files.set('GONE_NAME', fs);",
      'return files.size',
      "return rates.get('a')! * x;",
    ),
    { result: 12, gone: ['GONE_NAME'] },
  ),
  fixture(
    'an application that is built at the top level',
    program(
      "const app = { use(..._: any[]) { return this; }, listen() {} , fs }; app.use('GONE_NAME').use(fs); export const server = app.listen();",
      'return app',
      RUN,
    ),
    { result: 40, gone: ['GONE_NAME'] },
  ),
  fixture(
    'an export that changes what the workflow uses stays',
    program(
      'export const rates: number[] = [1]; export const added = rates.push(KEPT_NAME()); function KEPT_NAME() { return 2; }',
      "fs.rmSync('GONE_NAME')",
      'return rates.length + x;',
    ),
    { result: 6, gone: ['GONE_NAME'], kept: ['KEPT_NAME'] },
  ),
  fixture(
    'functions before the declarations that they use',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import fs from 'fs';
export const w = tfn.workflow('NAME', async (ctx, x: number) => before(await ctx.run(charge, x) as number));
const charge = tfn.fn('fn_NAME', async (x: number) => after(x));
function before(x: number) { return x + 1; }
function after(x: number) { return fs.readFileSync('GONE_NAME' + x); }`,
    },
    { result: 41, gone: ['GONE_NAME'] },
  ),
  fixture(
    'overloads',
    program(
      "function pick(x: string): string; function pick(x: number): number; function pick(x: any): any { return x; } function lost(x: string): void; function lost(x: any): void { fs.rmSync('GONE_NAME' + x); }",
      "return lost('a')",
      'return pick(x);',
    ),
    { result: 4, gone: ['GONE_NAME'] },
  ),
  fixture(
    'generators, labels, and names that shadow',
    program(
      'const fs2 = fs; function* upTo(n: number) { for (let i = 1; i <= n; i++) yield i; }',
      "return fs2.readFileSync('GONE_NAME')",
      'const fs2 = [...upTo(x)]; outer: for (const a of fs2) { for (const b of fs2) { if (a * b === 6) break outer; } } return fs2.length;',
    ),
    { result: 4, gone: ['GONE_NAME'] },
  ),
  fixture(
    'a default export',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import fs from 'fs';
const charge = tfn.fn('fn_NAME', async (x: number) => fs.readFileSync('GONE_NAME' + x));
export default tfn.workflow('NAME', async (ctx, x: number) => ctx.run(charge, x));`,
    },
    { result: 40, gone: ['GONE_NAME'] },
  ),
  fixture(
    'definitions in an object',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import fs from 'fs';
export const all = { charge: tfn.fn('fn_NAME', async (x: number) => fs.readFileSync('GONE_NAME' + x)), w: tfn.workflow('NAME', async (ctx, x: number): Promise<unknown> => ctx.run(all.charge, x)) };`,
    },
    { result: 40, gone: ['GONE_NAME'] },
  ),
  fixture(
    'definitions made in a loop',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import fs from 'fs';
const fns = Object.fromEntries(['a', 'b'].map((key) => [key, tfn.fn(key + '_NAME', async (x: number) => fs.readFileSync('GONE_NAME' + x))]));
export const w = tfn.workflow('NAME', async (ctx, x: number) => ctx.run(fns['b'] as any, x));`,
    },
    { result: 40, gone: ['GONE_NAME'] },
  ),
  fixture(
    'definitions re-exported from other files',
    {
      'main.ts': `export * from './orders'; export { charge as pay } from './charge'; import './orders'; import './flow';`,
      'orders.ts': `import { tfn } from '@tfn/core'; export const other = tfn.workflow('other_NAME', async () => 1);`,
      'charge.ts': `import { tfn } from '@tfn/core'; import fs from 'fs'; export const charge = tfn.fn('fn_NAME', async (x: number) => fs.readFileSync('GONE_NAME' + x));`,
      'flow.ts': `import { tfn } from '@tfn/core'; import { pay } from './main'; export const w = tfn.workflow('NAME', async (ctx, x: number) => ctx.run(pay, x));`,
    },
    { result: 40, gone: ['GONE_NAME'] },
  ),
  fixture(
    'decorators on a class of the workflow',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import fs from 'fs'; import { doubled } from './decorate';
class Price { @doubled of(x: number) { return x; } }
const charge = tfn.fn('fn_NAME', async (x: number) => fs.readFileSync('GONE_NAME' + x));
export const w = tfn.workflow('NAME', async (_ctx, x: number) => new Price().of(x));`,
      'decorate.ts': `export function doubled(method: any, _context: unknown) { return function (this: unknown, x: number) { return 2 * method.call(this, x); }; }`,
    },
    { result: 8, gone: ['GONE_NAME'] },
  ),
  fixture(
    'decorators of parameters, as TypeScript had them first',
    {
      'main.ts': `import { tfn } from '@tfn/core'; import fs from 'fs';
const tag = (..._: any[]) => {}; const mark: any = (target: any) => { target.marked = 3; };
@mark class Price { constructor(@tag readonly n: number) {} }
const charge = tfn.fn('fn_NAME', async (x: number) => fs.readFileSync('GONE_NAME' + x));
export const w = tfn.workflow('NAME', async (_ctx, x: number) => new Price(x).n + (Price as any).marked);`,
      'tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": true } }',
    },
    { result: 7, gone: ['GONE_NAME'] },
  ),
];
