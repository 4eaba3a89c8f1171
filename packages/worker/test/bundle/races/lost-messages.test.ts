import path from 'node:path';
import { bundleWorkflows } from '../../../src/bundle/index.ts';
import { createResolver } from '../../../src/bundle/plan/resolver.ts';
import { createModuleGraph } from '../../../src/bundle/prune/module-graph.ts';
import { pruneFiles } from '../../../src/bundle/prune/prune-files.ts';
import { findLostMessages } from '../../../src/bundle/races/lost-messages.ts';
import { createTempProject } from '../temp-project.ts';

const project = createTempProject();
let count = 0;

const HEAD = "import { tfn } from '@tfn/core';\n";
const inWorkflow = (body: string): string =>
  `${HEAD}export const w = tfn.workflow('w', async (ctx: any, names: string[]) => {\n${body}\n});\n`;

/** The lines of races that are found in a program, whose first file is the workflow's. */
function linesIn(files: Record<string, string>): string[] {
  const folder = `case-${(count += 1)}`;
  const main = project.write(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text])),
  );
  const graph = createModuleGraph(createResolver(project.folder));
  const pruned = pruneFiles([main], graph);
  return findLostMessages({ files: [...pruned.texts.keys()], graph, isGone: pruned.isGone }).map(
    ({ place, line }) => `${path.basename(place.file)}:${place.line} ${line.trim()}`,
  );
}

const APPROVAL = `export async function waitForApproval(ctx: any) { const m = await ctx.waitForSignal('a'); return m.by; }\n`;

describe('a race that hides a wait is found', () => {
  test.each<[string, string]>([
    [
      'an async function called at once',
      "await Promise.race([(async () => { const m = await ctx.waitForSignal('a'); return m; })(), ctx.sleep('1h')]);",
    ],
    [
      'an async function that returns the wait',
      "await Promise.race([(async () => ctx.waitForSignal('a'))(), ctx.sleep('1h')]);",
    ],
    ['Promise.any', "await Promise.any([(async () => { await ctx.waitForSignal('a'); })(), ctx.sleep('1h')]);"],
    [
      'a race that is returned',
      "return Promise.race([(async () => await ctx.waitForSignal('a'))(), ctx.sleep('1h')]);",
    ],
    [
      'a local async function',
      "async function approval() { return await ctx.waitForSignal('a'); }\nawait Promise.race([approval(), ctx.sleep('1h')]);",
    ],
    [
      'a local arrow function',
      "const approval = async () => { await ctx.waitForSignal('a'); };\nawait Promise.race([ctx.sleep('1h'), approval()]);",
    ],
    [
      'a race of a subclass of Promise, which wraps the wait',
      "class MyPromise extends Promise<any> {}\nawait MyPromise.race([ctx.waitForSignal('a'), ctx.sleep('1h')]);",
    ],
    [
      'a wait in a promise of a subclass',
      "const Mine = class extends Promise<any> {};\nclass Own extends Mine {}\nawait Promise.race([Own.resolve(ctx.waitForSignal('a')), ctx.sleep('1h')]);",
    ],
    [
      'a wait in a promise made by hand',
      "await Promise.race([new Promise((ok, no) => { ctx.waitForSignal('a').then(ok, no); }), ctx.sleep('1h')]);",
    ],
    [
      'a wait in a thenable',
      "await Promise.race([{ then: (ok: any, no: any) => ctx.waitForSignal('a').then(ok, no) }, ctx.sleep('1h')]);",
    ],
    [
      'a wait in a method of a thenable',
      "await Promise.any([{ then(ok: any, no: any) { ctx.waitForSignal('a').then(ok, no); } }, ctx.sleep('1h')]);",
    ],
    [
      'a chain on it',
      "const approval = async () => { await ctx.waitForSignal('a'); };\nawait Promise.race([ctx.sleep('1h'), approval().then(() => 'a').catch(() => 'b')]);",
    ],
    [
      'a wait in a then',
      "await Promise.race([ctx.run('f').then(async () => { await ctx.waitForSignal('a'); }), ctx.sleep('1h')]);",
    ],
    [
      'a function that calls one',
      "const inner = async () => ctx.waitForSignal('a'); const outer = async () => { await ctx.sleep(1); await inner(); };\nawait Promise.race([outer(), ctx.sleep('1h')]);",
    ],
    [
      'a function that returns the promise of one',
      "const inner = async () => ctx.waitForSignal('a'); const outer = () => inner();\nawait Promise.race([outer(), ctx.sleep('1h')]);",
    ],
    [
      'one for each name',
      "await Promise.race([...names.map(async (name) => { const m = await ctx.waitForSignal(name); return { name, m }; }), ctx.sleep('1h')]);",
    ],
    [
      'a list that a map returns',
      'await Promise.race(names.map(async (name) => [name, await ctx.waitForSignal(name)]));',
    ],
    [
      'a promise in a name that only the race uses',
      "const approval = (async () => { await ctx.waitForSignal('a'); })();\nawait Promise.race([approval, ctx.sleep('1h')]);",
    ],
    [
      'a list in a name',
      "const all = [(async () => { await ctx.waitForSignal('a'); })(), ctx.sleep('1h')];\nawait Promise.race(all);",
    ],
    [
      'a choice',
      "await Promise.race([names.length > 0 ? (async () => { await ctx.waitForSignal('a'); })() : ctx.sleep(1), ctx.sleep('1h')]);",
    ],
    [
      'two waits that belong together',
      "await Promise.race([Promise.all([ctx.waitForSignal('a'), ctx.waitForSignal('b')]), ctx.sleep('1h')]);",
    ],
    [
      'a wait in a scope',
      "await Promise.race([ctx.shield(async () => { await ctx.waitForSignal('a'); }), ctx.sleep('1h')]);",
    ],
    [
      'a race made by hand',
      "await new Promise((resolve) => {\n  ctx.waitForSignal('a').then(resolve);\n  ctx.sleep('1h').then(() => resolve(undefined));\n});",
    ],
    [
      'a timeout made by hand',
      "await new Promise((resolve, reject) => {\n  ctx.waitForSignal('a').then(resolve, reject);\n  void ctx.sleep('1h').then(() => reject(new Error('late')));\n});",
    ],
    [
      'a race made by hand of several names',
      'await new Promise((resolve) => { for (const name of names) void ctx.waitForSignal(name).then(resolve); });',
    ],
    [
      'the same with forEach',
      'await new Promise((resolve) => { names.forEach((name) => void ctx.waitForSignal(name).then(resolve)); });',
    ],
  ])('%s', (_, body) => {
    const [found, ...others] = linesIn({ 'main.ts': inWorkflow(body) });
    expect(found).toMatch(/Promise/);
    expect(others).toEqual([]);
  });

  test.each<[string, Record<string, string>]>([
    [
      'a function of the same file',
      { 'main.ts': `${inWorkflow("await Promise.race([waitForApproval(ctx), ctx.sleep('1h')]);")}${APPROVAL}` },
    ],
    [
      'a function of another file',
      {
        'main.ts': `import { waitForApproval } from './approval';\n${inWorkflow("await Promise.race([waitForApproval(ctx), ctx.sleep('1h')]);")}`,
        'approval.ts': APPROVAL,
      },
    ],
    [
      'a default export',
      {
        'main.ts': `import approval from './approval';\n${inWorkflow("await Promise.race([approval(ctx), ctx.sleep('1h')]);")}`,
        'approval.ts': "export default async function (ctx: any) { await ctx.waitForSignal('a'); }",
      },
    ],
    [
      'a function through a barrel file and a namespace',
      {
        'main.ts': `import * as steps from './index';\n${inWorkflow("await Promise.race([steps.waitForApproval(ctx), ctx.sleep('1h')]);")}`,
        'index.ts': "export * from './approval';",
        'approval.ts': APPROVAL,
      },
    ],
    [
      'a race in a helper of another file',
      {
        'main.ts': `import { approvedInTime } from './helper';\n${inWorkflow('return approvedInTime(ctx);')}`,
        'helper.ts': `${APPROVAL}export const approvedInTime = (ctx: any) =>\n  Promise.race([waitForApproval(ctx), ctx.sleep('1h')]);`,
      },
    ],
    [
      'a method of a class',
      {
        'main.ts': `import { Approval } from './approval';\n${inWorkflow("const approval = new Approval(ctx);\nawait Promise.race([approval.given(), ctx.sleep('1h')]);")}`,
        'approval.ts':
          "export class Approval { constructor(readonly ctx: any) {} async given() { return await this.ctx.waitForSignal('a'); } }",
      },
    ],
    [
      'a method that races another, private one',
      {
        'main.ts': `${inWorkflow('await new Approval().inTime(ctx);')}class Approval {\n  async #given(ctx: any) { await ctx.waitForSignal('a'); }\n  inTime(ctx: any) { return Promise.race([this.#given(ctx), ctx.sleep('1h')]); }\n}`,
      },
    ],
    [
      'a method of an object',
      {
        'main.ts': `${inWorkflow("await Promise.race([approvals.given(ctx), ctx.sleep('1h')]);")}const approvals = { given: async (ctx: any) => { await ctx.waitForSignal('a'); } };`,
      },
    ],
    [
      'CommonJS',
      {
        'main.cjs':
          "const { tfn } = require('@tfn/core');\nconst steps = require('./steps.cjs');\ntfn.workflow('w', async (ctx) => {\n  await Promise.race([steps.approval(ctx), ctx.sleep(1)]);\n});",
        'steps.cjs': "exports.approval = async (ctx) => { await ctx.waitForSignal('a'); };",
      },
    ],
  ])('%s', (_, files) => {
    const found = linesIn(files);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/Promise\.race/);
  });

  test('once for each place', () => {
    const body = `const once = async () => { await ctx.waitForSignal('a'); };
await Promise.race([once(), once(), ctx.sleep(1)]);
await Promise.any([ctx.sleep(1), once()]);`;
    expect(linesIn({ 'main.ts': inWorkflow(body) })).toEqual([
      'main.ts:4 await Promise.race([once(), once(), ctx.sleep(1)]);',
      'main.ts:5 await Promise.any([ctx.sleep(1), once()]);',
    ]);
  });
});

describe('nothing is said of', () => {
  test.each<[string, string]>([
    [
      'waits that are raced themselves',
      "await Promise.race([ctx.waitForSignal('a'), ctx.waitForSignal('b'), ctx.sleep('1h')]);",
    ],
    [
      'chains on them',
      "await Promise.race([ctx.waitForSignal('a').then((m) => ({ a: m })), ctx.sleep('1h').then(() => undefined)]);",
    ],
    [
      'waits in races in races',
      "await Promise.race([Promise.race([ctx.waitForSignal('a'), ctx.waitForSignal('b')]), ctx.sleep(1)]);",
    ],
    [
      'functions that return a wait',
      "const a = () => ctx.waitForSignal('a');\nawait Promise.race([a(), a().then(String), ctx.sleep(1)]);",
    ],
    ['a list of waits', 'await Promise.race(names.map((name) => ctx.waitForSignal(name).then((m) => [name, m])));'],
    ['ctx.race', "await ctx.race({ a: ctx.waitForSignal('a'), timeout: ctx.sleep('1h') });"],
    ['Promise.all alone', "await Promise.all([(async () => { await ctx.waitForSignal('a'); })(), ctx.sleep('1h')]);"],
    [
      'async functions without a wait for a signal',
      "let ok = false;\nawait Promise.race([(async () => { await ctx.waitFor(() => ok); })(), ctx.sleep('1h')]);",
    ],
    [
      'a promise that is awaited afterwards',
      "const approval = (async () => { await ctx.waitForSignal('a'); })();\nawait Promise.race([approval, ctx.sleep('1h')]);\nawait approval;",
    ],
    [
      'a promise that every turn of a loop races again',
      "const approval = (async () => { await ctx.waitForSignal('a'); })();\nfor (;;) if (await Promise.race([approval, ctx.sleep('1h')])) break;",
    ],
    [
      'a wait in a handler',
      "await Promise.race([(async () => { ctx.onSignal('b', async () => { await ctx.waitForSignal('a'); }); })(), ctx.sleep(1)]);",
    ],
    [
      'a promise made by hand of one wait',
      "await new Promise((resolve, reject) => { ctx.waitForSignal('a').then(resolve, reject); });",
    ],
    [
      'another Promise',
      "const Promise = { race: (all: unknown[]) => all };\nPromise.race([(async () => { await ctx.waitForSignal('a'); })()]);",
    ],
  ])('%s', (_, body) => {
    expect(linesIn({ 'main.ts': inWorkflow(body) })).toEqual([]);
  });

  test('races in functions, in triggers and in code that only they use', () => {
    const text = `${inWorkflow("await ctx.waitForSignal('a');")}
async function waits(ctx: any) { await ctx.waitForSignal('a'); return Promise.race([waits(ctx), fetch('/')]); }
export const f = tfn.fn('f', async () => { await waits({}); await Promise.race([waits({}), fetch('/')]); });
tfn.http('POST', '/x', f, { workflowId: () => String(Promise.race([waits({})])) });
`;
    expect(linesIn({ 'main.ts': text })).toEqual([]);
  });

  test('files without waits, even where they race async functions', () => {
    expect(
      linesIn({ 'main.ts': inWorkflow('await Promise.race([(async () => ctx.run("f"))(), ctx.sleep(1)]);') }),
    ).toEqual([]);
  });
});

test('a bundle has the warning with its place, code and what to write, and logs it again when it comes from the cache', async () => {
  const file = project.write({
    'flow.ts': inWorkflow("  await Promise.race([approval(ctx), ctx.sleep('1h')]);").concat(
      "\nasync function approval(ctx: any) {\n  return await ctx.waitForSignal('a');\n}\n",
    ),
  });
  const bundle = async (): Promise<{ warnings: readonly string[]; logged: string[] }> => {
    const logged: string[] = [];
    const log = (message: string): void => void logged.push(message);
    const logger = { trace: log, debug: log, info: () => {}, warn: log, error: log };
    const made = await bundleWorkflows({
      workflows: [{ name: 'w', file }],
      cwd: project.folder,
      cache: path.join(project.folder, 'cache'),
      logger,
    });
    expect(made.raceWarnings).toEqual(made.warnings);
    return { warnings: made.warnings, logged };
  };
  const first = await bundle();
  expect(first.warnings).toHaveLength(1);
  expect(first.warnings[0]).toMatch(
    /^flow\.ts:3:9: Promise\.race loses a message: the wait at flow\.ts:7 .*\n\n {6}await Promise\.race\(\[approval\(ctx\), ctx\.sleep\('1h'\)\]\);\n {12}\^\n .*ctx\.race\(\{ approved/s,
  );
  expect(first.logged).toEqual(first.warnings);
  expect(await bundle()).toEqual(first);
});
