import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { TfnError, isTfnError } from '../../src/index.ts';

describe('a TfnError of another realm', () => {
  let foreign: unknown;

  beforeAll(async () => {
    // A copy of core with its own Error, as in each workflow sandbox and each file of a test runner.
    const { outputFiles } = await build({
      entryPoints: [join(__dirname, '../../src/index.ts')],
      ...{ bundle: true, write: false, format: 'iife', globalName: 'core' },
    });
    const realm = createContext({});
    runInContext(outputFiles[0]?.text ?? '', realm);
    foreign = runInContext("new core.TfnError('TFN_TEST_BROKEN', 'The lamp is broken.')", realm);
  });

  it('is recognised by its brand, where instanceof fails', () => {
    expect([foreign instanceof Error, foreign instanceof TfnError]).toEqual([false, false]);
    expect(isTfnError(foreign)).toBe(true);
  });

  it('is not confused with an error that only has the name', () => {
    expect(isTfnError(Object.assign(new Error('x'), { name: 'TfnError', code: 'TFN_TEST_BROKEN' }))).toBe(false);
  });
});
