import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { processesMarked } from './server/support/processes.ts';

const cwd = join(__dirname, '../../../test/projects/node-test');

jest.setTimeout(180_000);

/** Starts a script of the project, whose processes all carry the mark. */
function start(file: string, engine: string): { script: ChildProcessWithoutNullStreams; mark: string } {
  const mark = randomUUID();
  const env = {
    ...process.env,
    ...{ TFN_TEST_ENGINE: engine, TFN_LEAK_MARK: mark, TFN_TEST_ADDRESS: '', NODE_OPTIONS: '' },
  };
  return { script: spawn(process.execPath, ['--import', 'tsx', file], { cwd, env }), mark };
}

describe.each(['server', 'time-skipping', 'memory'])('a script without a test runner, on the engine %s', (engine) => {
  test.each(['SIGINT', 'SIGTERM'] as const)('ends at once with %s, and its server with it', async (signal) => {
    const { script, mark } = start('script.ts', engine);
    let errors = '';
    script.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const ended = once(script, 'close') as Promise<[code: number | null, signal: string | null]>;
    const started = once(createInterface({ input: script.stdout }), 'line');
    expect(await Promise.race([started, ended.then(() => errors)])).toEqual(['started']);
    const before = Date.now();
    script.kill(signal);
    // A shell reports such an end as exit code 130 or 143.
    expect(await ended).toEqual([null, signal]);
    expect(Date.now() - before).toBeLessThan(5000);
    while (processesMarked(mark).length > 0) await sleep(50);
  });
});

// The time-skipping server is replaced when functions ran as their environment was closed, so what a process holds with it varies.
test.each(['server', 'memory'])(
  'after 20 environments a script holds no more than after a few, and leaves no process, on the engine %s',
  async (engine) => {
    const { script, mark } = start('reopen.ts', engine);
    let output = '';
    let errors = '';
    script.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    script.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const [code] = (await once(script, 'close')) as [number | null];
    expect({ code, errors }).toMatchObject({ code: 0 });
    const { before, after } = JSON.parse(output) as { before: string; after: string };
    expect(JSON.parse(after)).toEqual(JSON.parse(before));
    while (processesMarked(mark).length > 0) await sleep(50);
  },
);
