import { randomUUID } from 'node:crypto';
import { basename, join } from 'node:path';
import { eventually, freePort, makeProject } from './support/project.ts';
import type { Project } from './support/project.ts';

jest.setTimeout(300_000);

const address = process.env['TFN_TEST_ADDRESS'] as string;

const queue = `threads-${randomUUID()}`;

const functions = `
import { tfn } from '@tfn/core';
export const greet = tfn.workflow('greet', async () => 'hello');
`;

/** Prints the file of each thread that the process starts. */
const listThreads = `
const threads = require('node:worker_threads');
threads.Worker = class extends threads.Worker {
  constructor(...args) {
    super(...args);
    console.log('started thread: ' + args[0]);
  }
};
`;

describe('tfn start', () => {
  let project: Project;
  beforeAll(async () => {
    project = makeProject({
      'tfn.config.ts': `import { defineConfig } from '@tfn/cli';\nexport default defineConfig({ taskQueue: '${queue}' });\n`,
      'functions/greet.ts': functions,
      'list-threads.cjs': listThreads,
    });
    expect((await project.run(['build', '--no-check'])).stderr).toBe('');
  });
  afterAll(() => project.remove());

  it('runs workflows in the thread that it started before the SDK was loaded', async () => {
    const port = await freePort();
    const started = project.start(['start', '--mode', 'worker', '--telemetry-address', `127.0.0.1:${port}`], {
      env: { TEMPORAL_ADDRESS: address, NODE_OPTIONS: `--require ${join(project.root, 'list-threads.cjs')}` },
    });
    await eventually(async () =>
      (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.status === 200 ? true : undefined,
    );
    const files = [...started.output().matchAll(/^started thread: (.+)$/gm)].map(([, file]) => basename(file ?? ''));
    expect(files.filter((file) => ['thread.js', 'workflow-worker-thread.js'].includes(file))).toEqual(['thread.js']);
    expect(await started.stop('SIGTERM')).toBe(0);
  });
});
