import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { createTempProject } from '../bundle/temp-project.ts';

const project = createTempProject();

/** Starts a worker of a module in a process of its own. */
function startWith(name: string, text: string): { code: number | null; stderr: string } {
  const file = project.write({ [name]: text });
  const script = `const { tfn } = require('@tfn/worker');
    tfn.worker({ temporal: { address: '127.0.0.1:1' } }).registerModule(${JSON.stringify(file)}).start();`;
  const { status, stderr } = spawnSync(process.execPath, ['-e', script], {
    cwd: path.resolve(__dirname, '../..'),
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { code: status, stderr };
}

test.each([
  ['ends the process', 'quits.cjs', 'process.exit(0);', /quits\.cjs.*ends the process \(process\.exit\(0\)\)/],
  [
    'waits forever',
    'waits.mjs',
    'await new Promise(() => {});',
    /TFN_MODULE_INVALID[^]*waits\.mjs|waits\.mjs.*never finishes/,
  ],
  [
    'waits for another that waits for it',
    'cycle.mjs',
    'await import(`data:text/javascript,await new Promise(() => {})`); export const a = 1;',
    /cycle\.mjs.*never finishes/,
  ],
])('a registered module that %s is an error with its name, and exit code 1', (_, name, text, expected) => {
  const { code, stderr } = startWith(name, text);
  expect(stderr).toMatch(expected);
  expect(code).toBe(1);
});
