import path from 'node:path';
import { isTfnError } from '@tfn/core';
import type { TfnError } from '@tfn/core';
import { buildWorkflowBundle, bundleWorkflows, readWorkflowBundle } from '../../src/bundle/index.ts';
import type { BundleOptions } from '../../src/bundle/index.ts';
import { createTempProject } from './temp-project.ts';

const project = createTempProject();
const TFN = "import { tfn } from '@tfn/core';\n";
const FLOW = "export const w = tfn.workflow('w', async () => 1);\n";

async function failure(files: Record<string, string>, options: Partial<BundleOptions> = {}): Promise<TfnError> {
  const file = project.write(files);
  try {
    await bundleWorkflows({ workflows: [{ name: 'w', file }], cache: false, cwd: project.folder, ...options });
  } catch (error) {
    if (isTfnError(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe.each(['development', 'production'] as const)('bundling for %s', (mode) => {
  test('code that throws at the top level is reported with its file, line and code', async () => {
    const error = await failure(
      {
        'throws.ts': `${TFN}${FLOW}import { a } from './thrower';\nconsole.log(a);\n`,
        'thrower.ts': 'export const b = 1;\n\nconst settings: any = undefined;\nexport const a = settings.url;\n',
      },
      { mode },
    );
    expect(error.code).toBe('TFN_BUNDLE_LOAD_FAILED');
    expect(error.message).toContain(`${path.join(project.folder, 'thrower.ts')}:4:`);
    expect(error.message).toContain('settings.url');
  });

  test('a workflow that its file does not define is reported, with what the file defines', async () => {
    const error = await failure(
      { 'other.ts': `${TFN}export const o = tfn.workflow('other', async () => 1);` },
      { mode },
    );
    expect(error.code).toBe('TFN_BUNDLE_WORKFLOW_MISSING');
    expect(error.message).toMatch(/'w' is registered.*'other'/);
  });

  test('a top-level await that workflow code needs is reported with its location', async () => {
    const error = await failure(
      {
        'awaits.ts': `${TFN}const rate = await Promise.resolve(2);\nexport const w = tfn.workflow('w', async () => rate);`,
      },
      { mode },
    );
    expect(error.code).toBe('TFN_BUNDLE_TOP_LEVEL_AWAIT');
    expect(error.message).toContain('awaits.ts:2:');
  });

  test('a file that cannot be parsed is reported with its location', async () => {
    const error = await failure({ 'syntax.ts': `${TFN}${FLOW}export const = 1;` }, { mode });
    expect(error.code).toBe('TFN_BUNDLE_FAILED');
    expect(error.message).toContain('syntax.ts:3:');
  });

  test('an import of a missing module is reported with its location', async () => {
    const error = await failure(
      { 'missing.ts': `${TFN}import { x } from './not-there';\nexport const w = tfn.workflow('w', async () => x);` },
      { mode },
    );
    expect(error.code).toBe('TFN_BUNDLE_FAILED');
    expect(error.message).toMatch(/missing\.ts.*not-there/s);
  });

  test('a value of Node that the top level needs is an error, not a made-up value', async () => {
    const error = await failure(
      {
        'value.ts': `${TFN}import os from 'node:os';\nconst limit = Number(os.cpus().length);\nexport const w = tfn.workflow('w', async () => limit);`,
      },
      { mode },
    );
    expect(error.code).toBe('TFN_SANDBOX_VALUE');
    expect(error.message).toMatch(
      /'os'\.cpus\(\)\.length.*value\.ts:3:\d+.*\n {4}const limit = Number\(os\.cpus\(\)\.length\);\n +\^\n.*value\.ts → os.*value\.ts:2: import os from 'node:os'/s,
    );
  });

  test('an error that tfn throws while a file is loaded keeps its code', async () => {
    const error = await failure(
      { 'bad.ts': `${TFN}${FLOW}tfn.fn('f', async () => 1, { timeout: 'soon' as any });` },
      { mode },
    );
    expect(error.code).toBe('TFN_OPTIONS_INVALID');
  });
});

test('a missing file is reported with the workflows that it defines', async () => {
  const workflows = [{ name: 'w', file: 'gone.ts' }];
  await expect(bundleWorkflows({ workflows, cwd: project.folder })).rejects.toMatchObject({
    code: 'TFN_BUNDLE_FILE_MISSING',
    message: expect.stringContaining("'w'") as string,
  });
});

test('a definition that does not record its file cannot be built', async () => {
  const def = { name: 'w', source: undefined, handler: async () => 1, options: {} } as never;
  await expect(buildWorkflowBundle({ workflows: [def] })).rejects.toMatchObject({ code: 'TFN_BUNDLE_FILE_UNKNOWN' });
});

test('readWorkflowBundle returns what buildWorkflowBundle wrote', async () => {
  const file = project.write({ 'ok.ts': `${TFN}${FLOW}` });
  const outFile = path.join(project.folder, 'dist/bundle.js');
  const built = await buildWorkflowBundle({
    workflows: [{ name: 'w', file }],
    outFile,
    mode: 'development',
    cache: false,
  });
  expect(readWorkflowBundle(outFile)).toEqual(built);
});

test.each(['missing.js', 'ok.ts'])('%s is not a bundle', (name) => {
  expect(() => readWorkflowBundle(path.join(project.folder, name))).toThrow(
    expect.objectContaining({ code: 'TFN_BUNDLE_UNREADABLE' }),
  );
});
