import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isOpen } from './server/support/ports.ts';
import { processesMarked } from './server/support/processes.ts';
import { useTempFolder } from './server/support/temp-folder.ts';

const project = join(__dirname, '../../../test/projects/jest-cjs');
const folder = useTempFolder();

jest.setTimeout(400_000);

/** The paths of all files and folders in a folder. */
const filesIn = (path: string): string[] => readdirSync(path, { recursive: true }).map(String);

const files = ['many', 'again'];

describe.each([
  ['memory', 0],
  // One for both files.
  ['server', 1],
  // And another to replace the one whose time no longer jumps, because functions ran when their environment was closed.
  ['time-skipping', Infinity],
] as const)('a test runner in which 200 workflows ran on the engine %s', (engine, servers) => {
  test('starts no unnecessary server, and leaves no process, port, temporary file or output behind', async () => {
    const temporary = join(folder(), 'tmp');
    mkdirSync(temporary);
    const mark = randomUUID();
    const env = {
      ...process.env,
      ...{ TFN_TEST_ENGINE: engine, TFN_LEAK_MARK: mark, TMPDIR: temporary, TMP: temporary, TEMP: temporary },
      ...{ TFN_TEST_ADDRESS: '', NODE_OPTIONS: '', NODE_ENV: 'test', JEST_WORKER_ID: undefined },
    };
    const args = ['run', '--silent', 'run-many', '--', ...files, '--cacheDirectory', join(folder(), 'cache')];
    const runner = spawn('npm', args, { cwd: project, env });
    let output = '';
    for (const stream of [runner.stdout, runner.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    const ended = once(runner, 'close') as Promise<[number | null]>;
    let isRunning = true;
    void ended.then(() => (isRunning = false));

    // The processes of the runner, to prove that the check below would see them.
    const detached = new Map<number, string>();
    const ports = new Set<number>();
    while (isRunning) {
      for (const { pid, command } of processesMarked(mark)) {
        const [, port] = /(?:--port |TestServer )(\d+)/.exec(command) ?? [];
        if (port !== undefined) ports.add(Number(port));
        if (port !== undefined || command.includes('process.stdin')) detached.set(pid, command);
      }
      await sleep(100);
    }
    const [exitCode] = await ended;
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    expect(output).toContain(`${19 + files.length} passed, ${19 + files.length} total`);
    expect(output).not.toMatch(/console\.|did not exit|failed to exit|rror|warn/i);
    expect(ports.size).toBeGreaterThanOrEqual(Math.min(servers, 1));
    expect(ports.size).toBeLessThanOrEqual(servers);
    // Each with a watchdog beside it.
    expect(detached.size > ports.size).toBe(servers > 0);

    while (processesMarked(mark).length > 0) await sleep(50);
    for (const port of ports) expect(await isOpen(port)).toBe(false);
    expect(filesIn(temporary)).toEqual([]);
    // Java's own temporary folder does not follow TMPDIR.
    const counters = join('/tmp', `hsperfdata_${userInfo().username}`);
    for (const pid of detached.keys()) expect(existsSync(join(counters, String(pid)))).toBe(false);
  });
});
