import { makeNodeProject } from './support/node-project.ts';
import type { NodeProject } from './support/node-project.ts';
import { nodeVersions } from './support/node-versions.ts';

jest.setTimeout(400_000);

describe.each(nodeVersions)('on Node %s', (major) => {
  let project: NodeProject;
  beforeAll(async () => {
    project = await makeNodeProject(major);
  });

  it.each(['memory', 'server'])("Node's own test runner uses the engine %s", async (engine) => {
    const output = await project.run(['--test', 'orders.node.ts'], { TFN_TEST_ENGINE: engine });
    expect(output).toMatch(/^\W*fail 0$/m);
    expect(output).toMatch(engine === 'memory' ? /^\W*pass 3$/m : /^\W*pass 2$/m);
  });

  it('Jest uses the engine memory', async () => {
    const output = await project.run(['../node_modules/jest/bin/jest.js'], { TFN_TEST_ENGINE: 'memory' });
    expect(output).toMatch(/Tests: +1 passed, 1 total/);
  });
});
