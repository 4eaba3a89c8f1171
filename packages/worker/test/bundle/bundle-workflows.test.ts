import path from 'node:path';
import { bundleWorkflows } from '../../src/bundle/index.ts';
import type { WorkflowBundle } from '../../src/bundle/index.ts';

const file = path.join(__dirname, 'order.ts');

/** The code of a bundle without the source map. */
function codeOf(bundle: WorkflowBundle): string {
  return bundle.code.replace(/^\/\/# sourceMappingURL.*$/m, '');
}

test.each([
  ['production', 'sdk'],
  ['test', 'esbuild'],
])('with NODE_ENV %s the default bundler is the one for %s', async (environment, builtBy) => {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = environment;
  try {
    const bundle = await bundleWorkflows({ workflows: [{ name: 'order', file }], cache: false });
    expect(bundle.builtBy).toBe(builtBy);
  } finally {
    process.env['NODE_ENV'] = before;
  }
});

describe.each(['development', 'production'] as const)('in %s', (mode) => {
  test('a workflow beside Node code is bundled without that code', async () => {
    const bundle = await bundleWorkflows({ workflows: [{ name: 'order', file }], mode });
    expect(bundle.builtBy).toBe(mode === 'production' ? 'sdk' : 'esbuild');
    expect(bundle.workflowNames).toEqual(['order']);
    expect(bundle.functionNames).toEqual(['charge']);
    expect(codeOf(bundle)).not.toMatch(/["']express["']|hostname/);
  });
});
