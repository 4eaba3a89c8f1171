import { bundleWorkflows } from '../../src/bundle/index.ts';
import { createTempProject } from './temp-project.ts';

const project = createTempProject();

async function warningsOf(name: string, body: string): Promise<readonly string[]> {
  const file = project.write({
    [name]: `import { tfn } from '@tfn/core';\nexport const w = tfn.workflow('w', async (ctx) => {\n  ${body}\n});\n`,
  });
  const bundle = await bundleWorkflows({ workflows: [{ name: 'w', file }], cache: false, cwd: project.folder });
  return bundle.warnings;
}

test.each([
  ['fetch', "return fetch('http://x');", /ctx\.run\(\)/],
  ['process', 'return process.env.HOME;', /input/],
  ['crypto', 'return crypto.randomUUID();', /ctx\.uuid\(\)/],
  ['set-interval', 'setInterval(() => {}, 10);', /ctx\.sleep\(\)/],
  ['unref', '(setTimeout(() => {}, 10) as any).unref();', /unref/],
  ['locale', 'return (12).toLocaleString();', /locale/],
  ['zone', "return new Intl.DateTimeFormat('en').format(0);", /time zone/],
  ['offset', 'return new Date().getTimezoneOffset();', /UTC/],
  ['performance', 'return performance.now();', /ctx\.now\(\)/],
])('workflow code that uses %s causes a warning, with the location and what to write', async (name, body, advice) => {
  const warnings = await warningsOf(`${name}.ts`, body);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(new RegExp(`^${name}\\.ts:3:\\d+: `));
  expect(warnings[0]).toMatch(advice);
});

test.each([
  ['date', 'return new Date().toISOString() + Date.now() + Math.random();'],
  ['timeout', 'await new Promise((resolve) => setTimeout(resolve, 10));'],
  ['typeof', "return typeof process === 'undefined';"],
  ['mode', 'return process.env.NODE_ENV;'],
  ['shadowed', 'const fetch = () => 1; return fetch();'],
  ['explicit', "return new Intl.DateTimeFormat('en', { timeZone: 'UTC' }).format(0) + (12).toLocaleString('en');"],
])('deterministic workflow code causes no warning: %s', async (name, body) => {
  expect(await warningsOf(`${name}.ts`, body)).toEqual([]);
});

test('code that only functions use causes no warning', async () => {
  const file = project.write({
    'functions.ts':
      "import { tfn } from '@tfn/core';\nconst call = () => fetch(process.env.URL!);\ntfn.fn('f', async () => call());\nexport const w = tfn.workflow('w', async () => 1);\n",
  });
  const bundle = await bundleWorkflows({ workflows: [{ name: 'w', file }], cache: false, cwd: project.folder });
  expect(bundle.warnings).toEqual([]);
});

describe('what is made of process.env when a workflow file is loaded', () => {
  const load = (name: string, code: string): Promise<unknown> => {
    const file = project.write({ [name]: `import { tfn } from '@tfn/core';\n${code}\n` });
    return bundleWorkflows({ workflows: [{ name: 'w', file }], cache: false, cwd: project.folder });
  };
  const workflow = 'export const w = tfn.workflow("w", async (ctx) => ctx.run(f)';

  test.each([
    ['option', `const f = tfn.fn('f', async () => 1, { taskQueue: process.env.QUEUE || 'y' });\n${workflow});`, 2],
    [
      'option-of-workflow',
      `const f = tfn.fn('f', async () => 1);\n${workflow}, { taskQueue: process.env.Q ?? 'y' });`,
      3,
    ],
    ['memo', `const f = tfn.fn('f', async () => 1);\n${workflow}, { memo: { region: [process.env.REGION] } });`, 3],
    [
      'comparison',
      `const f = tfn.fn('f', async () => 1);\nconst is = process.env.A === 'y';\n${workflow.replace('f)', 'f, is)')});`,
      3,
    ],
    [
      'negation',
      `const f = tfn.fn('f', async () => 1);\nconst is = !process.env.A;\n${workflow.replace('f)', 'f, is)')});`,
      3,
    ],
    ['choice', `const f = tfn.fn('f', async () => 1, { retries: process.env.A ? 5 : 3 });\n${workflow});`, 2],
    [
      'and',
      `const f = tfn.fn('f', async () => 1, { retries: (process.env.A || process.env.B) && 5 });\n${workflow});`,
      2,
    ],
  ])('is an error with file and line as %s', async (name, code, line) => {
    await expect(load(`${name}.ts`, code)).rejects.toMatchObject({
      code: 'TFN_SANDBOX_VALUE',
      message: expect.stringMatching(
        new RegExp(`'process'\\.env\\.\\w+ when it is loaded, at \\S*${name}\\.ts:${line}:`),
      ),
    });
  });

  test('is not touched where only functions use it', async () => {
    const code = `const debug = process.env.DEBUG === '1';\nconst f = tfn.fn('f', async () => debug);\n${workflow});`;
    await expect(load('functions-only.ts', code)).resolves.toMatchObject({ warnings: [] });
  });
});
