import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { greetings } from './support/greetings.ts';
import { makeProject } from './support/project.ts';
import type { Project } from './support/project.ts';

let project: Project;
afterEach(() => project.remove());

describe('tfn list', () => {
  test('shows functions, workflows and triggers with their locations', async () => {
    project = makeProject({
      'functions/greetings.ts': greetings,
      'functions/nightly.js':
        "const { tfn } = require('@tfn/core');\nconst nightly = tfn.workflow('nightly', async () => {}, { taskQueue: 'night' });\ntfn.cron('0 3 * * *', nightly);",
    });
    const { stdout, code } = await project.run(['list']);
    expect(code).toBe(0);
    expect(stdout).toBe(`Functions
  greet  default  functions/greetings.ts:8:26

Workflows
  nightly  night    functions/nightly.js:2:21
  patient  default  functions/greetings.ts:15:28
  welcome  default  functions/greetings.ts:10:28

Triggers
  POST /welcome   → welcome  functions/greetings.ts:20:5
  CRON 0 3 * * *  → nightly  functions/nightly.js:3:5
`);
  });

  test('prints data with --json', async () => {
    project = makeProject({ 'functions/greetings.ts': greetings });
    const { stdout } = await project.run(['list', '--json', '--task-queue', 'mine']);
    expect(JSON.parse(stdout)).toMatchObject({
      functions: [{ name: 'greet', taskQueue: 'mine', input: false }],
      triggers: [{ type: 'http', label: 'POST /welcome', target: 'welcome' }],
    });
  });

  test('supports decorators, tsconfig paths, ESM, top-level await and import.meta, and skips tests', async () => {
    project = makeProject({
      'tsconfig.json': '{ "compilerOptions": { "paths": { "#lib/*": ["./lib/*"] }, "experimentalDecorators": true } }',
      'lib/names.ts': 'export enum Names { First = "first" }',
      'functions/paths.ts': `import { tfn } from '@tfn/core'; import { Names } from '#lib/names';
        function seen(_: unknown) {} @seen class Decorated {}
        export const first = tfn.fn(Names.First, async () => Decorated.name);`,
      'functions/esm.mts': `import { tfn } from '@tfn/core'; export const second = tfn.fn('second', async () => import.meta.url);`,
      'functions/late.mts': `import { tfn } from '@tfn/core'; const name = await Promise.resolve('third'); export const third = tfn.fn('third', async () => name);`,
      'functions/first.test.ts': "throw new Error('a test');",
      'functions/__tests__/more.ts': "throw new Error('a test');",
      'functions/types.d.ts': 'export {};',
    });
    const { stdout, stderr } = await project.run(['list', '--json']);
    expect(stderr).toBe('');
    expect((JSON.parse(stdout) as { functions: { name: string }[] }).functions.map(({ name }) => name)).toEqual([
      'first',
      'second',
      'third',
    ]);
  });

  test('reports where it looked when there are no functions', async () => {
    project = makeProject({});
    const { code, stderr } = await project.run(['list']);
    expect(code).toBe(1);
    expect(stderr).toContain(
      `Looked in '${join(project.root, 'functions')}' and '${join(project.root, 'src/functions')}'`,
    );
    expect(stderr).toContain('TFN_CLI_FUNCTIONS_NONE');
  });

  test('reports files without definitions', async () => {
    project = makeProject({ 'functions/empty.ts': 'export const nothing = 1;' });
    const { code, stderr } = await project.run(['list']);
    expect(code).toBe(1);
    expect(stderr).toContain('None of the files calls tfn.fn or tfn.workflow');
  });

  test('shows a syntax error as a code frame', async () => {
    project = makeProject({ 'functions/broken.ts': "import { tfn } from '@tfn/core';\n\nexport const x = ;\n" });
    const { code, stderr } = await project.run(['list']);
    expect(code).toBe(1);
    expect(stderr).toContain('\'functions/broken.ts:3:18\' cannot be loaded: Unexpected ";"');
    expect(stderr).toContain('> 3 | export const x = ;\n    |                  ^');
    expect(stderr).toContain('TFN_CLI_FUNCTIONS_BROKEN');
  });

  test('shows what a file throws at import as a code frame', async () => {
    project = makeProject({
      'functions/broken.ts':
        'interface Unused { x: 1 }\nconst limits: number[] = [];\nthrow new RangeError(`no limits: ${limits.length}`);\n',
    });
    const { code, stderr } = await project.run(['list']);
    expect(code).toBe(1);
    expect(stderr).toContain("'functions/broken.ts:3:7' cannot be loaded: RangeError: no limits: 0");
    expect(stderr).toContain('> 3 | throw new RangeError');
  });

  test('reports a package that a file imports but that is not installed', async () => {
    project = makeProject({ 'functions/broken.ts': "import 'not-installed-anywhere';" });
    const { code, stderr } = await project.run(['list']);
    expect(code).toBe(1);
    expect(stderr).toContain("Cannot find module 'not-installed-anywhere'");
  });
});

describe('a package that is missing', () => {
  test.each([
    ['npm', {}, 'npm install @tfn/client'],
    ['pnpm', { 'pnpm-lock.yaml': '' }, 'pnpm add @tfn/client'],
    ['yarn', { 'yarn.lock': '' }, 'yarn add @tfn/client'],
    ['bun', { 'bun.lock': '' }, 'bun add @tfn/client'],
  ])('is reported with the install command of %s', async (_manager, files, command) => {
    project = makeProject({ 'functions/greetings.ts': greetings, ...files });
    project.uninstall('@tfn/client');
    const { code, stderr } = await project.run(['invoke', 'welcome', '--input', '{"name":"Ada"}']);
    expect(code).toBe(1);
    expect(stderr).toContain(`Install it: ${command}\n`);
    expect(stderr).toContain('TFN_CLI_PACKAGE_MISSING');
  });

  test.each(['@tfn/worker', '@tfn/testing'])('%s stops tfn dev before anything starts', async (name) => {
    project = makeProject({ 'functions/greetings.ts': greetings, 'tfn.config.json': '{ "http": { "port": 0 } }' });
    project.uninstall(name);
    const { code, stderr } = await project.run(['dev']);
    expect(code).toBe(1);
    expect(stderr).toContain(`needs the package '${name}'`);
  });
});

test('files that need a tsconfig.json whose base is missing are reported with that file', async () => {
  project = makeProject({
    'tsconfig.json': '{ "extends": "./gone.json", "compilerOptions": { "paths": { "#lib/*": ["./lib/*"] } } }',
    'lib/text.ts': "export const text = 'a';",
    'functions/greetings.ts': `import { text } from '#lib/text';\n${greetings}\nexport const used = text;\n`,
  });
  const { code, stderr } = await project.run(['list']);
  expect(code).toBe(1);
  expect(stderr).toMatch(/'functions\/greetings\.ts:1:\d+' cannot be loaded: Cannot find module '#lib\/text'/);
  expect(stderr).toMatch(/tsconfig\.json, or a file that it extends, cannot be read: .*'\.\/gone\.json'/);
  expect(stderr).toContain('TFN_CLI_FUNCTIONS_BROKEN');
});

describe('a build', () => {
  test('reports a folder that cannot be written', async () => {
    project = makeProject({ 'functions/greetings.ts': greetings, blocked: 'a file where a folder should be' });
    chmodSync(join(project.root, 'blocked'), 0o400);
    const { code, stderr } = await project.run(['build', '--no-check', '--out-dir', 'blocked/dist']);
    expect(code).toBe(1);
    expect(stderr).toContain('TFN_CLI_NOT_WRITABLE');
  });

  test('reports type errors, and writes nothing', async () => {
    project = makeProject({
      'functions/greetings.ts': `${greetings}\nexport const wrong: number = 'text';\n`,
      'tsconfig.json':
        '{ "compilerOptions": { "strict": true, "module": "nodenext", "noEmit": true, "skipLibCheck": true, "types": ["node"] } }',
    });
    const { code, stderr } = await project.run(['build']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/functions\/greetings\.ts.*error TS2322/);
    expect(stderr).toContain('TFN_CLI_TYPES_WRONG');
  });

  test('reports code that cannot be compiled with its location', async () => {
    project = makeProject({
      'functions/greetings.ts': greetings,
      'functions/lazy.ts': "export const lazy = () => import('./not-there');",
    });
    const { code, stderr } = await project.run(['build', '--no-check']);
    expect(code).toBe(1);
    expect(stderr).toContain('Could not resolve "./not-there"');
    expect(stderr).toContain('TFN_CLI_BUILD_FAILED');
  });

  test('that is missing is reported by tfn start', async () => {
    project = makeProject({ 'functions/greetings.ts': greetings });
    const { code, stderr } = await project.run(['start']);
    expect(code).toBe(1);
    expect(stderr).toContain('Create it first: tfn build');
    expect(stderr).toContain('TFN_CLI_BUILD_MISSING');
  });
});
