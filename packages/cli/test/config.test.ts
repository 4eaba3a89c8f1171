import { join } from 'node:path';
import { defineConfig } from '@tfn/cli';
import { makeProject } from './support/project.ts';
import type { Project } from './support/project.ts';

let project: Project;
afterEach(() => project.remove());

async function settingsOf(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Map<string, { value: unknown; from: string }>> {
  const { stdout, code, stderr } = await project.run(['config', '--json', ...args], { env });
  expect([code, stderr]).toEqual([0, '']);
  const { settings } = JSON.parse(stdout) as { settings: { path: string; value: unknown; from: string }[] };
  return new Map(settings.map(({ path, value, from }) => [path, { value, from }]));
}

describe('the configuration', () => {
  test('defineConfig returns its argument', () => {
    project = makeProject({});
    expect(defineConfig({ taskQueue: 'orders' })).toEqual({ taskQueue: 'orders' });
  });

  test('lets flags override the environment, the environment the file, and the file the defaults', async () => {
    project = makeProject({
      'tfn.config.ts': `import { defineConfig } from '@tfn/cli';
        export default defineConfig({ taskQueue: 'file', http: { port: 4001 }, temporal: { namespace: 'file' } });`,
    });
    const settings = await settingsOf(['--port', '4003'], { PORT: '4002', TASK_QUEUE: 'environment' });
    expect(settings.get('http.port')).toEqual({ value: 4003, from: 'flag --port' });
    expect(settings.get('taskQueue')).toEqual({ value: 'environment', from: 'environment TASK_QUEUE' });
    expect(settings.get('temporal.namespace')).toEqual({ value: 'file', from: 'tfn.config.ts' });
    expect(settings.get('build.outDir')).toEqual({ value: 'dist', from: 'default' });
    expect(settings.get('http.host')).toEqual({ value: null, from: 'not set' });
  });

  test.each([
    ['tfn.config.js', "module.exports = { taskQueue: 'queue' };"],
    ['tfn.config.mjs', "export default { taskQueue: 'queue' };"],
    ['tfn.config.mts', "const taskQueue: string = 'queue'; export default { taskQueue };"],
    ['tfn.config.json', '{ "taskQueue": "queue" }'],
  ])('may be %s', async (name, content) => {
    project = makeProject({ [name]: content });
    expect((await settingsOf([])).get('taskQueue')).toEqual({ value: 'queue', from: name });
  });

  test('reads the .env file, which the environment overrides', async () => {
    project = makeProject({ '.env': 'PORT=4100\nTFN_HOST=0.0.0.0\n' });
    const settings = await settingsOf([], { TFN_HOST: '127.0.0.1' });
    expect(settings.get('http.port')).toEqual({ value: 4100, from: 'environment PORT' });
    expect(settings.get('http.host')?.value).toBe('127.0.0.1');
  });

  test("fills in from Temporal's TOML profile", async () => {
    project = makeProject({ 'temporal.toml': '[profile.cloud]\naddress = "cloud.example:7233"\nnamespace = "shop"\n' });
    const file = join(project.root, 'temporal.toml');
    const settings = await settingsOf(['--profile', 'cloud'], { TEMPORAL_CONFIG_FILE: file });
    expect(settings.get('temporal.address')).toEqual({
      value: 'cloud.example:7233',
      from: "Temporal's profile 'cloud'",
    });
    expect(settings.get('temporal.namespace')?.value).toBe('shop');
  });

  test('masks secrets', async () => {
    project = makeProject({});
    const { stdout } = await project.run(['config'], {
      env: { TEMPORAL_API_KEY: 'a-secret-that-nobody-may-see-1234' },
    });
    expect(stdout).toMatch(/temporal\.apiKey +…1234 \(masked\) +environment TEMPORAL_API_KEY/);
    expect(stdout).not.toContain('a-secret');
  });

  test('is found from a folder within the project', async () => {
    project = makeProject({ 'tfn.config.json': '{ "taskQueue": "above" }', 'functions/deep/x.ts': '' });
    const { stdout } = await project.run(['config', '--json'], { cwd: join(project.root, 'functions/deep') });
    expect(JSON.parse(stdout)).toMatchObject({ root: project.root, file: 'tfn.config.json' });
  });

  test.each([
    [
      'a field that does not exist, with the nearest that does',
      '{ "taskQeue": "x" }',
      "there is no field 'taskQeue' (did you mean 'taskQueue'?)",
    ],
    [
      'a field that does not exist in a group',
      '{ "http": { "prot": 1 } }',
      "there is no field 'http.prot' (did you mean 'http.port'?)",
    ],
    [
      'a value of the wrong type',
      '{ "http": { "port": "high" } }',
      "'http.port' must be a port: a whole number from 0 to 65535",
    ],
    [
      'all problems at once',
      '{ "dev": { "ui": 3 }, "functions": "" }',
      "'dev.ui' must be true or false; 'functions' must be a non-empty string",
    ],
    [
      'defaults that functions cannot have',
      '{ "defaults": { "timeout": "soon" }, "deployment": { "versioning": "always" } }',
      "'defaults' must be function options (timeout: 'soon' is not a duration of at least 1 ms); 'deployment.versioning' must be 'pinned' or 'auto-upgrade'",
    ],
    ['a group that is not an object', '{ "http": 3 }', "'http' must be an object"],
  ])('reports %s', async (_what, content, message) => {
    project = makeProject({ 'tfn.config.json': content });
    const { code, stderr } = await project.run(['config']);
    expect(code).toBe(1);
    expect(stderr).toContain("The configuration 'tfn.config.json' is invalid");
    expect(stderr).toContain(message);
    expect(stderr).toContain('TFN_CLI_CONFIG_INVALID');
  });

  test.each([
    ['throws', "throw new Error('no luck');", 'no luck'],
    ['exports no object', 'export default 3;', 'it must export an object as its default'],
    ['is not JavaScript', 'export default {', 'found end of file'],
  ])('reports that the file %s', async (_what, content, message) => {
    project = makeProject({ 'tfn.config.ts': content });
    const { code, stderr } = await project.run(['config']);
    expect(code).toBe(1);
    expect(stderr).toContain("The configuration 'tfn.config.ts' cannot be loaded");
    expect(stderr).toContain(message);
    expect(stderr).toContain('TFN_CLI_CONFIG_LOAD');
  });

  test('reports that the file given by --config is missing', async () => {
    project = makeProject({});
    const { code, stderr } = await project.run(['config', '--config', 'other.ts']);
    expect(code).toBe(1);
    expect(stderr).toContain('TFN_CLI_CONFIG_MISSING');
  });

  test('reports the source of a bad value', async () => {
    project = makeProject({});
    const { code, stderr } = await project.run(['config'], { env: { PORT: 'eighty' } });
    expect(code).toBe(1);
    expect(stderr).toContain("The setting 'http.port' from environment PORT is 'eighty', but must be a port");
    expect(stderr).toContain('TFN_CLI_SETTING_INVALID');
  });
});
