import { join } from 'node:path';
import { isFunctionDef, isTfnError, registry, tfn } from '../../../src/index.ts';
import type { AnyFunctionDef } from '../../../src/index.ts';

const file = (name: string): string => join(__dirname, 'fixtures', `${name}.ts`);

/** Loads a file again with its own copy of core, like a second installation or a reload. */
function load(name: string): AnyFunctionDef {
  let loaded: { charge: AnyFunctionDef } | undefined;
  jest.isolateModules(() => {
    loaded = require(file(name)) as { charge: AnyFunctionDef };
  });
  return loaded!.charge;
}

describe('the registry', () => {
  it('contains the definitions by name', () => {
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

  it('replaces its definitions when the same file is reloaded', async () => {
    const first = load('charge');
    await Promise.resolve();
    const second = load('charge');
    expect(second).not.toBe(first);
    expect(registry.functions.get('fixture.charge')).toBe(second);
  });

  it('accepts the same code from another file: a bundler copied it', () => {
    load('charge');
    const copy = load('charge-copy');
    expect(registry.functions.get('fixture.charge')).toBe(copy);
    expect(copy.source?.file).toBe(file('charge-copy'));
  });

  it('rejects other code with the same name from another file, and shows both locations', async () => {
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

  it('accepts a definition whose location changed when its file was edited and reloaded', async () => {
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
