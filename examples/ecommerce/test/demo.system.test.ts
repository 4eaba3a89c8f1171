import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';

// The program of `npm run demo`, as built, with its own Temporal server, database and processes.
const program = resolve(__dirname, '../dist/demo/main.js');

jest.setTimeout(400_000);

interface Run {
  readonly output: () => string;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly exitCode: Promise<number | null>;
}

function runDemo(rules: Record<string, string>): Run {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, ...rules },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const exitCode = new Promise<number | null>((done) => child.on('close', done));
  return { output: () => output, kill: (signal) => void child.kill(signal), exitCode };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((done) => setTimeout(done, 20));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const pidsIn = (output: string): number[] => [...output.matchAll(/\(pid (\d+)\)/g)].map(([, pid]) => Number(pid));

/** The name of PostgreSQL's folder contains the id of its process. */
function foldersOf(pids: readonly number[]): string[] {
  const isOf = (name: string): boolean => pids.some((pid) => name.startsWith(`tfn-shop-postgres-${pid}-`));
  return [tmpdir(), '/tmp'].flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : [])).filter(isOf);
}

async function untilNothingIsLeft(pids: readonly number[]): Promise<void> {
  await until(() => !pids.some(isAlive));
  expect(foldersOf(pids)).toEqual([]);
}

test('the demo proves what it claims, in 80 columns without colours, and leaves no process', async () => {
  // Long enough for the staff's decision and the provider's answer on a slow machine.
  const demo = runDemo({ APPROVAL_TIMEOUT: '40s', STRIPE_TIMEOUT: '10000' });
  const exitCode = await demo.exitCode;
  const output = demo.output();
  expect(exitCode === 0 ? '' : output).toBe('');
  for (const outcome of [
    'completed',
    'cancelled, refunded',
    'completed at attempt 3',
    'refused by its schema',
    'completed by a webhook',
    'completed when approved',
    'rejected after a time',
    'undone, refunded',
    'completed after kill -9',
  ])
    expect(output).toMatch(new RegExp(`^  order-100\\d  ${outcome}`, 'm'));
  expect(output).toMatch(/^ {2}orders placed +8, and 1 refused$/m);
  expect(output).toMatch(/^ {2}paid +7 times, 2048\.93 €$/m);
  expect(output).toMatch(/^ {2}refunded +2 times, 306\.54 €$/m);
  expect(output).toMatch(/^ {2}reports made +1$/m);
  expect(output).toMatch(/^ {2}workers killed and replaced +1$/m);
  expect(output).not.toContain('\u001B');
  expect(Math.max(...output.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  const pids = pidsIn(output);
  expect(pids).toHaveLength(6);
  await untilNothingIsLeft(pids);
});

test.each([
  ['kill -9 while it starts', 'SIGKILL', 'a real server listens', null],
  ['Ctrl-C while an order runs', 'SIGINT', "the order is 'charging'", 130],
] as const)('%s ends the demo and all that it started', async (_, signal, moment, code) => {
  // No order completes before the signal, however late it is.
  const demo = runDemo({ PACKING_TIME: '1h' });
  await until(() => demo.output().includes(moment));
  demo.kill(signal);
  expect(await demo.exitCode).toBe(code);
  expect(demo.output()).not.toContain('failed');
  await untilNothingIsLeft(pidsIn(demo.output()));
});
