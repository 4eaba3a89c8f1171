import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

// What `npm run demo` runs: the built program, with a Temporal server and workers of its own.
const program = resolve(__dirname, '../dist/demo/main.js');

interface Run {
  readonly output: () => string;
  readonly interrupt: () => void;
  readonly exitCode: Promise<number | null>;
}

function runDemo(): Run {
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const exitCode = new Promise<number | null>((done) => child.on('close', done));
  return { output: () => output, interrupt: () => child.kill('SIGINT'), exitCode };
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

test('the demo proves what it claims, in 80 columns without colours, and leaves no process', async () => {
  const demo = runDemo();
  expect(await demo.exitCode).toBe(0);
  const output = demo.output();
  for (const outcome of [
    'completed',
    'cancelled, refunded',
    'completed at try 3',
    'refused',
    'completed after kill -9',
  ])
    expect(output).toMatch(new RegExp(`^  order-100\\d  ${outcome}`, 'm'));
  expect(output).not.toContain('\u001B');
  expect(Math.max(...output.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  const pids = pidsIn(output);
  expect(pids).toHaveLength(3);
  await until(() => !pids.some(isAlive));
});

test.each([
  ['while its worker starts', 'a real server listens'],
  ['while an order runs', '503 unavailable'],
])('Ctrl-C %s ends the demo and all that it started', async (_, moment) => {
  const demo = runDemo();
  await until(() => demo.output().includes(moment));
  demo.interrupt();
  expect(await demo.exitCode).toBe(130);
  const pids = pidsIn(demo.output());
  await until(() => !pids.some(isAlive));
});
