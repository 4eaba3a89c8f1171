import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { versions } from '../src/init/versions.ts';
import { makeProject } from './support/project.ts';
import type { Project } from './support/project.ts';

let project: Project;
beforeEach(() => {
  project = makeProject({});
});
afterEach(() => project.remove());

function filesOf(folder: string): string[] {
  return readdirSync(join(project.root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(project.root, folder).length + 1))
    .sort();
}

const init = (...args: string[]) => project.run(['init', ...args, '--no-install', '--yes']);

describe('tfn init', () => {
  test('creates a basic project', async () => {
    const { code, stdout } = await init('My Shop');
    expect(code).toBe(0);
    expect(stdout).toContain('cd My Shop\n  npm install\n  npm run dev');
    expect(filesOf('My Shop')).toEqual([
      '.dockerignore',
      '.env.example',
      '.gitignore',
      'Dockerfile',
      'README.md',
      'deploy/kubernetes/api.yaml',
      'deploy/kubernetes/autoscaling-hpa.yaml',
      'deploy/kubernetes/autoscaling-keda.yaml',
      'deploy/kubernetes/config.yaml',
      'deploy/kubernetes/kustomization.yaml',
      'deploy/kubernetes/monitoring.yaml',
      'deploy/kubernetes/secrets.example.yaml',
      'deploy/kubernetes/worker.yaml',
      'deploy/temporal/dynamic-config.yaml',
      'docker-compose.yml',
      'functions/greetings.test.ts',
      'functions/greetings.ts',
      'jest.config.mjs',
      'package.json',
      'tfn.config.ts',
      'tsconfig.json',
    ]);
    expect(JSON.parse(project.read('My Shop/package.json'))).toMatchObject({
      name: 'my-shop',
      scripts: { dev: 'tfn dev' },
    });
    expect(project.read('My Shop/tfn.config.ts')).toContain("taskQueue: 'my-shop'");
    for (const file of filesOf('My Shop')) expect(project.read(join('My Shop', file))).not.toContain('{{');
  });

  test.each([
    ['npm', '*', undefined],
    ['pnpm', 'workspace:*', 'packages:\n  - packages/*\n'],
    ['yarn', 'workspace:*', undefined],
    ['bun', 'workspace:*', undefined],
  ])('makes the monorepo of the documentation for %s', async (manager, workspace, workspaceFile) => {
    expect(await init('shop', '--template', 'monorepo', '--package-manager', manager)).toMatchObject({ code: 0 });
    for (const path of [
      'packages/functions/src/index.ts',
      'packages/functions/src/orders/validate.ts',
      'packages/functions/src/orders/payment.ts',
      'packages/functions/src/orders/workflow.ts',
      'packages/functions/src/notifications/email.ts',
      'packages/worker/src/index.ts',
      'packages/worker/src/bundle.ts',
      'packages/worker/Dockerfile',
      'packages/api/Dockerfile',
      'packages/api/src/index.ts',
      'packages/api/src/routes/orders.ts',
      'turbo.json',
    ])
      expect(existsSync(join(project.root, 'shop', path))).toBe(true);
    const worker = JSON.parse(project.read('shop/packages/worker/package.json')) as {
      dependencies: Record<string, string>;
    };
    expect(worker.dependencies['@shop/functions']).toBe(workspace);
    expect(worker.dependencies).not.toHaveProperty('@tfn/client');
    const api = JSON.parse(project.read('shop/packages/api/package.json')) as { dependencies: Record<string, string> };
    expect(api.dependencies).not.toHaveProperty('@tfn/worker');
    expect(
      existsSync(join(project.root, 'shop/pnpm-workspace.yaml')) ? project.read('shop/pnpm-workspace.yaml') : undefined,
    ).toBe(workspaceFile);
  });

  test('refuses a folder that is not empty, and with --force keeps existing files', async () => {
    project.write('shop/README.md', 'mine');
    const refused = await init('shop');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("is not empty (it has 'README.md')");
    expect(refused.stderr).toContain('TFN_CLI_FOLDER_NOT_EMPTY');
    expect(filesOf('shop')).toEqual(['README.md']);
    expect(await init('shop', '--force')).toMatchObject({ code: 0 });
    expect(project.read('shop/README.md')).toBe('mine');
    expect(filesOf('shop')).toContain('functions/greetings.ts');
  });

  test('reports a folder that cannot be written', async () => {
    project.write('blocked', 'a file');
    const { code, stderr } = await init('blocked/shop');
    expect(code).toBe(1);
    expect(stderr).toContain('TFN_CLI_NOT_WRITABLE');
  });

  test('reports a failed installation, and what to do', async () => {
    project.write('bin/npm', '#!/bin/sh\nexit 7\n');
    const { chmodSync } = await import('node:fs');
    chmodSync(join(project.root, 'bin/npm'), 0o755);
    const env = { PATH: `${join(project.root, 'bin')}:${process.env['PATH'] ?? ''}` };
    const { code, stderr } = await project.run(['init', 'shop', '--yes', '--package-manager', 'npm'], { env });
    expect(code).toBe(1);
    expect(stderr).toContain(
      "'npm install' failed: it ended with exit code 7. The files were created: run it again in",
    );
    expect(stderr).toContain('TFN_CLI_COMMAND_FAILED');
  });

  test('ends on Ctrl-C during the installation, and says so', async () => {
    project.write('bin/npm', '#!/bin/sh\necho installing\nexec sleep 60\n');
    const { chmodSync } = await import('node:fs');
    chmodSync(join(project.root, 'bin/npm'), 0o755);
    const env = { PATH: `${join(project.root, 'bin')}:${process.env['PATH'] ?? ''}` };
    const running = project.start(['init', 'shop', '--yes', '--package-manager', 'npm'], { env, ownGroup: true });
    await running.until(/installing/);
    // Like a terminal, interrupts the whole process group.
    process.kill(-(running.process.pid as number), 'SIGINT');
    expect(await running.ended).toBe(1);
    expect(running.output()).toContain('it was interrupted');
    expect(filesOf('shop')).toContain('package.json');
  });

  test('names the versions that this repository uses', () => {
    const catalog = readFileSync(resolve(__dirname, '../../../pnpm-workspace.yaml'), 'utf8');
    for (const [name, version] of Object.entries(versions))
      expect([name, new RegExp(`^ {2}'?${name}'?: (.*)$`, 'm').exec(catalog)?.[1]]).toEqual([name, version]);
  });
});

describe('tfn new', () => {
  beforeEach(() => {
    project.write(
      'functions/first.ts',
      "import { tfn } from '@tfn/core';\nexport const first = tfn.workflow('first', async (_ctx, input: { id: string }) => input.id);\n",
    );
  });

  test.each([
    [
      ['new:fn', 'validateOrder', '--path', 'functions/orders'],
      ['functions/orders/validate-order.ts', 'functions/orders/validate-order.test.ts'],
    ],
    [
      ['new:workflow', 'placeOrder'],
      ['functions/place-order.ts', 'functions/place-order.test.ts'],
    ],
    [['new:trigger', 'orders'], ['functions/orders.ts']],
    [['new:trigger', 'nightly', '--type', 'cron'], ['functions/nightly.ts']],
    [['new:trigger', 'often', '--type', 'interval', '--target', 'first'], ['functions/often.ts']],
    [['new:trigger', 'cancelled', '--type', 'signal', '--target', 'first'], ['functions/cancelled.ts']],
  ])('makes %j', async (args, files) => {
    expect(await project.run(args)).toEqual({
      code: 0,
      stderr: '',
      stdout: `${files.map((file) => `Created ${file}`).join('\n')}\n`,
    });
    // The new file is found, and contains the requested definition.
    const { code, stdout, stderr } = await project.run(['list', '--json']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`"source": "${files[0]}:`);
    expect(await project.run(args)).toMatchObject({ code: 1, stderr: expect.stringContaining('TFN_CLI_FILE_EXISTS') });
  });

  test.each(['class', '1st', 'with-dash', 'a b', ''])('refuses the name %j', async (name) => {
    const { code, stderr } = await project.run(['new:fn', name]);
    expect(code).toBe(1);
    expect(stderr).toContain('TFN_CLI_NAME_INVALID');
  });

  test('refuses an unknown target and an unknown type', async () => {
    const target = await project.run(['new:trigger', 'x', '--target', 'frist']);
    expect(target.stderr).toContain("Did you mean 'first'?");
    expect(await project.run(['new:trigger', 'x', '--type', 'kafka'])).toMatchObject({ code: 2 });
  });
});
