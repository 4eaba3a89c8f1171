import { isFunctionDef, isWorkflowDef, tfn } from '../../../src/index.ts';
import { kindOf } from '../../../src/internal/index.ts';

const fn = tfn.fn('brand.fn', async () => 1);
const workflow = tfn.workflow('brand.workflow', async () => 1);
const kinds: [unknown, string | undefined][] = [
  [fn, 'function'],
  [workflow, 'workflow'],
  [tfn.defineSignal('s'), 'signal'],
  [tfn.defineQuery('q'), 'query'],
  [tfn.defineUpdate('u'), 'update'],
  [tfn.interval('1h', workflow), 'trigger'],
  [{ name: 'x', handler: () => 1 }, undefined],
  [() => 1, undefined],
  [null, undefined],
  ['function', undefined],
];

describe('a definition', () => {
  it.each(kinds)('%o is of kind %s', (value, kind) => {
    expect(kindOf(value)).toBe(kind);
  });

  it('is recognised by its kind', () => {
    expect([isFunctionDef(fn), isFunctionDef(workflow)]).toEqual([true, false]);
    expect([isWorkflowDef(workflow), isWorkflowDef(fn)]).toEqual([true, false]);
  });

  it('is frozen, and so are its options', () => {
    for (const def of [fn, workflow, tfn.defineSignal('s'), tfn.cron('0 9 * * *', workflow)])
      expect(Object.isFrozen(def)).toBe(true);
    expect(Object.isFrozen(fn.options) && Object.isFrozen(workflow.options)).toBe(true);
  });
});
