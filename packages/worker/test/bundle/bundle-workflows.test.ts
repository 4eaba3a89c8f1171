import path from 'node:path';
import { bundleWorkflows } from '../../src/bundle/index.ts';

test('a workflow beside Node code is bundled without that code', async () => {
  const file = path.join(__dirname, 'fixtures/order.ts');
  const bundle = await bundleWorkflows({ workflows: [{ name: 'order', file }] });
  expect(bundle.workflowNames).toEqual(['order']);
  expect(bundle.functionNames).toEqual(['charge']);
  expect(bundle.code.replace(/^\/\/# sourceMappingURL.*$/m, '')).not.toMatch(/require.*express|readFileSync/);
});
