import { makeNodeProject } from './support/node-project.ts';
import type { NodeProject } from './support/node-project.ts';
import { nodeVersions } from './support/node-versions.ts';

jest.setTimeout(400_000);

describe.each(nodeVersions)('on Node %s', (major) => {
  let project: NodeProject;
  beforeAll(async () => {
    project = await makeNodeProject(major);
  });

  it.each(['worker.ts', 'worker.cjs'])('a worker and a client run in %s', async (program) => {
    const output = await project.run([program]);
    expect(output).toContain(`It works on Node ${major}.`);
    expect(output).not.toMatch(/DeprecationWarning/);
  });
});
