import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../packages/cli/test/support/project.ts';
import { makeNodeProject, TFN } from './support/node-project.ts';
import type { NodeProject } from './support/node-project.ts';
import { nodeVersions } from './support/node-versions.ts';

jest.setTimeout(400_000);

async function order(port: number): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: '{ "id": "order-1", "prices": [1, 2] }',
  });
  return response.json();
}

describe.each(nodeVersions)('on Node %s', (major) => {
  let project: NodeProject;
  beforeAll(async () => {
    project = await makeNodeProject(major);
  });

  it('tfn build checks and builds the project, and tfn start serves it', async () => {
    const built = await project.run([TFN, 'build']);
    expect(built).toContain('Built 2 functions, 4 workflows, 1 trigger');
    expect(built).not.toContain('The types were not checked');
    const port = await freePort();
    const started = project.start([TFN, 'start'], { PORT: String(port) });
    try {
      await started.until(/HTTP on/);
      expect(await order(port)).toEqual({ id: 'order-1', total: 3, receipt: '0bafe221' });
      expect({ code: await started.stop('SIGTERM'), output: started.output() }).toMatchObject({ code: 0 });
      expect(started.output()).not.toMatch(/Warning/);
    } finally {
      await started.stop('SIGKILL');
    }
  });

  it('tfn dev starts Temporal, reloads an edited function, and ends on Ctrl-C', async () => {
    const port = await freePort();
    const developed = project.start([TFN, 'dev', '--no-ui'], { PORT: String(port), TEMPORAL_ADDRESS: '' });
    try {
      await developed.until(/Watching for changes/);
      expect(await order(port)).toMatchObject({ total: 3 });
      const file = join(project.root, 'functions/orders.ts');
      // Renames into place, so that `tfn dev` never reads a half-written file.
      writeFileSync(`${file}.part`, readFileSync(file, 'utf8').replace('sum + next, 0', 'sum + next, 100'));
      renameSync(`${file}.part`, file);
      await developed.until(/reloaded in/);
      expect(await order(port)).toMatchObject({ total: 103 });
      expect({ code: await developed.stop('SIGINT'), output: developed.output() }).toMatchObject({ code: 0 });
      expect(developed.output()).not.toMatch(/Warning/);
    } finally {
      await developed.stop('SIGKILL');
    }
  });
});
