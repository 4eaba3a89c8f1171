import { makeProject } from './support/project.ts';
import type { Project } from './support/project.ts';
import { guardLoading } from '../src/project/load/guard-loading.ts';

const FINE = "import { tfn } from '@tfn/core';\nexport const f = tfn.fn('f', async () => 1);\n";
/** A build has this line too, so that `tfn start` can meet it. */
const ENDS = 'if (process.env.ENDS) process.exit(0);\n';

let project: Project | undefined;
afterEach(async () => project?.remove());

describe.each(['build', 'list', 'check'])('tfn %s ends with 1 and names the file', (command) => {
  const args = command === 'build' ? ['build', '--no-check'] : [command];

  test('that ends the process', async () => {
    project = makeProject({
      'functions/fine.ts': FINE,
      'functions/quits.ts': `${FINE.replaceAll("'f'", "'g'")}process.exit(0);\n`,
    });
    const { code, stdout, stderr } = await project.run(args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /'functions\/quits\.ts:3:\d+' cannot be loaded: loading it ends the process \(process\.exit\(0\)\)/,
    );
    expect(stderr).toMatch(/> 3 \| process\.exit\(0\);/);
  });
});

// `tfn check` has a connection open, so that only the time limit ends it.
test.each(['build', 'list'])('tfn %s ends with 1 and names a file that waits forever', async (command) => {
  project = makeProject({ 'functions/waits.mts': `${FINE}await new Promise(() => {});\n` });
  const { code, stderr } = await project.run(command === 'build' ? ['build', '--no-check'] : [command]);
  expect(stderr).toMatch(/'functions\/waits\.mts' cannot be loaded: loading it never finishes/);
  expect(code).toBe(1);
});

test('files that wait for each other are an error of the first', async () => {
  project = makeProject({
    'functions/first.mts': `${FINE}const { two } = await import('./second.mts');\nexport const one = two;\n`,
    'functions/second.mts': "const { one } = await import('./first.mts');\nexport const two = one;\n",
  });
  const { code, stderr } = await project.run(['list']);
  expect(stderr).toMatch(/'functions\/first\.mts' cannot be loaded: loading it never finishes/);
  expect(code).toBe(1);
});

test('a configuration file that ends the process is named', async () => {
  project = makeProject({ 'functions/fine.ts': FINE, 'tfn.config.ts': 'process.exit(0);\nexport default {};\n' });
  const { code, stderr } = await project.run(['list']);
  expect(stderr).toMatch(/tfn\.config\.ts.*loading it ends the process/);
  expect(code).toBe(1);
});

test('tfn start ends with 1 when a file of the build ends the process', async () => {
  project = makeProject({ 'functions/fine.ts': `${FINE}${ENDS}` });
  expect((await project.run(['build', '--no-check'])).code).toBe(0);
  const { code, stderr } = await project.run(['start'], { env: { ENDS: '1', TEMPORAL_ADDRESS: '127.0.0.1:1' } });
  expect(stderr).toMatch(/'dist\/functions\.js:6:\d+' cannot be loaded: loading it ends the process/);
  expect(code).toBe(1);
});

describe('loading', () => {
  afterEach(() => jest.useRealTimers());

  test('has a time limit, for processes with something else to do, and leaves no listener', async () => {
    jest.useFakeTimers();
    const before = process.listenerCount('exit') + process.listenerCount('beforeExit');
    const loading = guardLoading(
      () => new Promise(() => {}),
      () => {},
    );
    const failed = expect(loading).rejects.toThrow('it has not finished loading after 20 s');
    jest.advanceTimersByTime(20_000);
    await failed;
    expect(process.listenerCount('exit') + process.listenerCount('beforeExit')).toBe(before);
  });

  test('passes on results and errors', async () => {
    await expect(
      guardLoading(
        async () => 1,
        () => {},
      ),
    ).resolves.toBe(1);
    await expect(
      guardLoading(
        async () => Promise.reject(new Error('no')),
        () => {},
      ),
    ).rejects.toThrow('no');
  });
});
