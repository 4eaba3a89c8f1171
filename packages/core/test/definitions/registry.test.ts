import { join } from 'node:path';
import { isFunctionDef, isTfnError, registry, tfn } from '../../src/index.ts';
import type { AnyFunctionDef } from '../../src/index.ts';

const file = (name: string): string => join(__dirname, 'fixtures', `${name}.ts`);

/** Loads a file anew, with a copy of core of its own, as a second installation or a reload would. */
function load(name: string): AnyFunctionDef {
  let loaded: { charge: AnyFunctionDef } | undefined;
  jest.isolateModules(() => {
    loaded = require(file(name)) as { charge: AnyFunctionDef };
  });
  return loaded!.charge;
}

describe('the registry', () => {
  it('holds what was defined, by name', () => {
    const fn = tfn.fn('registry.fn', async () => 1);
    const workflow = tfn.workflow('registry.workflow', async () => 1);
    expect(registry.functions.get('registry.fn')).toBe(fn);
    expect(registry.workflows.get('registry.workflow')).toBe(workflow);
  });

  it('lets a function and a workflow have the same name', () => {
    const fn = tfn.fn('registry.same', async () => 1);
    expect(tfn.workflow('registry.same', async () => 1)).not.toBe(fn);
  });

  it('is shared by all copies of core', () => {
    const foreign = load('charge');
    expect(registry.functions.get('fixture.charge')).toBe(foreign);
    expect(isFunctionDef(foreign)).toBe(true);
  });

  it('takes a reload of the same file in place of what it held', async () => {
    const first = load('charge');
    await Promise.resolve();
    const second = load('charge');
    expect(second).not.toBe(first);
    expect(registry.functions.get('fixture.charge')).toBe(second);
  });

  it('takes the same code from another file: a bundler copied it', () => {
    load('charge');
    const copy = load('charge-copy');
    expect(registry.functions.get('fixture.charge')).toBe(copy);
    expect(copy.source?.file).toBe(file('charge-copy'));
  });

  it('rejects other code of the same name from another file, and shows both places', async () => {
    load('charge');
    await Promise.resolve();
    const error = thrownBy(() => load('charge-other'));
    expect(isTfnError(error) && error.code).toBe('TFN_NAME_DUPLICATE');
    expect((error as Error).message).toContain(`The function 'fixture.charge' is defined at ${file('charge')}:`);
    expect((error as Error).message).toContain(`and again at ${file('charge-other')}:`);
  });

  it('rejects a second definition of the same name within one file', () => {
    tfn.workflow('registry.twice', async () => 1);
    expect(() => tfn.workflow('registry.twice', async () => 2)).toThrow(
      expect.objectContaining({ code: 'TFN_NAME_DUPLICATE' }),
    );
  });

  it('takes a definition whose place changed when its file was edited and loaded again', async () => {
    tfn.workflow('registry.edited', async () => 1);
    await Promise.resolve();
    const second = tfn.workflow('registry.edited', async () => 2);
    expect(registry.workflows.get('registry.edited')).toBe(second);
  });
});

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
