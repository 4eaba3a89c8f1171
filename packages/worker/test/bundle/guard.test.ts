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
