import path from 'node:path';
import { buildWorkflowBundle, bundleWorkflows } from '../../src/bundle/index.ts';
import type { BundleOptions, WorkflowBundle } from '../../src/bundle/index.ts';
import { createTempProject } from './temp-project.ts';

const project = createTempProject();
const own = (name: string): string => path.join(project.folder, name);

const TFN = "import { tfn } from '@tfn/core';\n";
const PAYLOADS =
  "{ toPayload: (value) => ({ data: value, mark: 'MARK_PAYLOADS' }), fromPayload: (payload) => payload.data }";
const FAILURES = "{ errorToFailure: () => ({ message: 'MARK_FAILURES' }), failureToError: () => new Error() }";
const INTERCEPTORS =
  "() => ({ inbound: [{ execute: (input, next) => next({ ...input, mark: 'MARK_INTERCEPTORS' }) }] })";
const MARKS = ['MARK_PAYLOADS', 'MARK_FAILURES', 'MARK_INTERCEPTORS'];

/** All exports for Temporal in one file, beside what only functions use. */
const EXPORTS = `import pg from 'pg';
export const payloadConverter: any = ${PAYLOADS.replaceAll('(value)', '(value: any)').replaceAll('(payload)', '(payload: any)')};
export const failureConverter = ${FAILURES};
export const interceptors: any = ${INTERCEPTORS.replace('(input, next)', '(input: any, next: any)')};
export const pool = new pg.Pool('GONE_POOL');
export const half = (x: number) => x / 2;
`;
const USES = "export const w = tfn.workflow('w', async (_ctx, x: number) => half(x));\n";

/** Each way in which a module exports what Temporal loads: its files, the first of which Temporal loads; `main.ts` defines the workflow. */
const FORMS: Record<string, Record<string, string>> = {
  'the file that defines the workflow': { 'main.ts': `${TFN}${EXPORTS}${USES}` },
  'a file that the workflow imports': {
    'all.ts': EXPORTS,
    'main.ts': `${TFN}import { half } from './all';\n${USES}`,
  },
  'a file that nothing imports': { 'all.ts': EXPORTS, 'main.ts': `${TFN}const half = (x: number) => x / 2;\n${USES}` },
  'a barrel file, through which the workflow imports': {
    'index.ts': "export * from './all';\nexport * from './main';",
    'all.ts': EXPORTS,
    'main.ts': `${TFN}import { half } from './index';\n${USES}`,
  },
  'a re-export under the right names': {
    'index.ts': "export { payloads as payloadConverter, failureConverter, hooks as interceptors, half } from './all';",
    'all.ts': EXPORTS.replace('payloadConverter', 'payloads').replace('interceptors', 'hooks'),
    'main.ts': `${TFN}import { half } from './index';\n${USES}`,
  },
  'imports that are exported': {
    'index.ts':
      "import { payloadConverter, failureConverter, interceptors as hooks } from './all';\nexport { payloadConverter, failureConverter, hooks as interceptors };",
    'all.ts': EXPORTS,
    'main.ts': `${TFN}import { half } from './all';\n${USES}`,
  },
  'a default-exported object of which the exports are parts': {
    'all.ts': `const all: any = { payloadConverter: ${PAYLOADS.replaceAll('(value)', '(value: any)').replaceAll('(payload)', '(payload: any)')}, failureConverter: ${FAILURES}, interceptors: ${INTERCEPTORS.replace('(input, next)', '(input: any, next: any)')} };
export default all;
export const { payloadConverter, failureConverter, interceptors } = all;
export const half = (x: number) => x / 2;`,
    'main.ts': `${TFN}import { half } from './all';\n${USES}`,
  },
  'module.exports': {
    'all.cjs': `module.exports = { payloadConverter: ${PAYLOADS}, failureConverter: ${FAILURES}, interceptors: ${INTERCEPTORS}, half: (x) => x / 2 };`,
    'main.ts': `${TFN}import { half } from './all.cjs';\n${USES}`,
  },
  'exports.name, and a workflow in CommonJS': {
    'main.cjs': `const { tfn } = require('@tfn/core');
exports.payloadConverter = ${PAYLOADS};
exports.failureConverter = ${FAILURES};
exports.interceptors = ${INTERCEPTORS};
exports.w = tfn.workflow('w', async (_ctx, x) => x / 2);`,
  },
  'classes and functions': {
    'main.ts': `${TFN}class Payloads { toPayload(value: any): any { return { data: value, mark: 'MARK_PAYLOADS' }; } fromPayload(payload: any) { return payload.data; } }
class Failures { errorToFailure() { return { message: 'MARK_FAILURES' }; } failureToError() { return new Error(); } }
let payloadConverter: any;
payloadConverter = new Payloads();
export { payloadConverter };
export const failureConverter = new Failures();
export function interceptors() { return { inbound: [{ execute: (input: any, next: any) => next({ ...input, mark: 'MARK_INTERCEPTORS' }) }] }; }
const half = (x: number) => x / 2;
${USES}`,
  },
};

const IN_PRODUCTION = new Set([
  'the file that defines the workflow',
  'a barrel file, through which the workflow imports',
  'module.exports',
]);

function bundle(
  files: Record<string, string>,
  options: Partial<BundleOptions> = {},
  to = 'case',
): Promise<WorkflowBundle> {
  const placed = Object.fromEntries(Object.entries(files).map(([name, text]) => [`${to}/${name}`, text]));
  const file = project.write(placed);
  const main = own(Object.keys(placed).find((name) => name.includes('/main.')) ?? '');
  return bundleWorkflows({
    workflows: [{ name: 'w', file: main }],
    cwd: project.folder,
    cache: false,
    payloadConverterPath: file,
    failureConverterPath: file,
    workflowInterceptorModules: [file],
    ...options,
  });
}

describe.each(['development', 'production'] as const)('a bundle for %s', (mode) => {
  // Both bundlers load the same pruned files, of which a few suffice for the slow one.
  const forms = Object.entries(FORMS).filter(([title]) => mode === 'development' || IN_PRODUCTION.has(title));

  test.each(forms)('keeps what Temporal loads from %s', async (title, files) => {
    const { code, temporalModules } = await bundle(files, { mode }, `${mode}-${title.replaceAll(/\W/g, '-')}`);
    const text = code.replace(/^\/\/# sourceMappingURL.*$/m, '');
    for (const mark of MARKS) expect(text).toContain(mark);
    expect(text).not.toContain('GONE_POOL');
    expect(temporalModules).toMatchObject({ payloadConverter: true, failureConverter: true });
  });

  test.each([
    ['payloadConverterPath', 'export default { payloadConverter: {} };', "'payloadConverter'"],
    ['payloadConverterPath', 'export const payloadConverter = { toPayload() {} };', 'fromPayload'],
    ['failureConverterPath', 'export const converter = 1;', "'failureConverter'"],
    ['workflowInterceptorModules', 'export default { interceptors: () => ({}) };', "'interceptors'"],
  ])('is refused where %s has a module with %s', async (option, text, named) => {
    const file = project.write({ 'wrong.ts': text });
    const main = project.write({ 'plain.ts': `${TFN}export const w = tfn.workflow('w', async () => 1);` });
    const value = option === 'workflowInterceptorModules' ? [file] : file;
    await expect(
      bundleWorkflows({
        workflows: [{ name: 'w', file: main }],
        cwd: project.folder,
        cache: false,
        mode,
        [option]: value,
      }),
    ).rejects.toMatchObject({
      code: 'TFN_BUNDLE_MODULE_INVALID',
      message: expect.stringMatching(new RegExp(`'${option}'.*wrong\\.ts.*${named}`)) as string,
    });
  });

  test('finds modules by relative paths, without extensions, and in packages; loads each module of interceptors once', async () => {
    const files = {
      'main.ts': `${TFN}export const w = tfn.workflow('w', async () => 1);`,
      'all.ts': EXPORTS,
    };
    project.write({
      'node_modules/hooks/package.json': '{"name":"hooks","main":"index.js"}',
      'node_modules/hooks/index.js': "exports.interceptors = () => ({ mark: 'MARK_PACKAGE' });",
    });
    const { code } = await bundle(
      files,
      {
        mode,
        payloadConverterPath: './relative/all',
        failureConverterPath: 'relative/all.ts',
        workflowInterceptorModules: ['./relative/all', './relative/all', 'hooks'],
      },
      'relative',
    );
    for (const mark of [...MARKS, 'MARK_PACKAGE']) expect(code).toContain(mark);
  });

  test('is refused where a module does not exist, and names the option', async () => {
    const files = { 'main.ts': `${TFN}export const w = tfn.workflow('w', async () => 1);` };
    await expect(bundle(files, { mode, payloadConverterPath: './not-there' })).rejects.toMatchObject({
      code: 'TFN_BUNDLE_MODULE_INVALID',
      message: expect.stringMatching(/'payloadConverterPath'.*not-there/) as string,
    });
  });
});

test.each([
  ['interceptors', { workflowModules: ['x'] }, 'workflowInterceptorModules'],
  ['workflowsPath', 'x', "'workflows'"],
  ['dataConverter', { payloadConverterPath: 'x' }, 'payloadConverterPath'],
  ['ignoreModules', ['x'], "'stub'"],
  ['stubs', ['x'], 'known are'],
])('the option %s, which a bundle would ignore, is refused', async (name, value, advice) => {
  const options = { workflows: [{ name: 'w', file: own('plain.ts') }], cwd: project.folder, [name]: value };
  const refused = {
    code: 'TFN_BUNDLE_OPTIONS',
    message: expect.stringMatching(new RegExp(`'${name}'.*${advice}`)) as string,
  };
  await expect(bundleWorkflows(options)).rejects.toMatchObject(refused);
  await expect(buildWorkflowBundle(options)).rejects.toMatchObject(refused);
});
