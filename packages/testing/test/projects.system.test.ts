import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const folder = join(__dirname, '../../../test/projects');

/** Runs a project's tests as its user would. */
async function runProject(
  name: string,
  engine: string,
  script = 'run-tests',
): Promise<{ exitCode: number | null; output: string }> {
  const env = {
    ...process.env,
    TFN_TEST_ENGINE: engine,
    NODE_OPTIONS: '',
    NODE_ENV: 'test',
    JEST_WORKER_ID: undefined,
  };
  const child = spawn('npm', ['run', '--silent', script], { cwd: join(folder, name), env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, output };
}

jest.setTimeout(180_000);

describe.each(['jest-cjs', 'jest-esm', 'vitest', 'node-test'])(
  "the test samples of the starting document in %s's project",
  (name) => {
    test.each(['memory', 'server', 'time-skipping'])(
      'pass on the engine %s, and the runner ends by itself',
      async (engine) => {
        const { exitCode, output } = await runProject(name, engine);
        expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
        expect(output).toMatch(/2 passed|pass 2/);
        expect(output).not.toMatch(/did not exit|failed to exit/);
      },
    );
  },
);

describe.each(['jest-cjs', 'node-test'])("a workflow that imports a module while it runs, in %s's project", (name) => {
  test.each(['memory', 'server'])('runs on the engine %s', async (engine) => {
    const { exitCode, output } = await runProject(name, engine, 'run-lazy');
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  });
});

describe('Jest ends by itself', () => {
  test('with the error, when the workflows cannot be bundled', async () => {
    const { exitCode, output } = await runProject('jest-cjs', 'server', 'run-broken');
    expect(exitCode).toBe(1);
    expect(output).toMatch(/could not be bundled:\n.*broken\.ts:5: Cannot find 'not-installed'/);
    expect(output).not.toContain('did not exit');
  });

  test('when no server answers', async () => {
    const { exitCode, output } = await runProject('jest-cjs', 'server', 'run-unstartable');
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    expect(output).not.toContain('did not exit');
  });
});
