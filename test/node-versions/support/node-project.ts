import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { startCommand } from '../../../packages/cli/test/support/project.ts';
import type { Running } from '../../../packages/cli/test/support/project.ts';
import { withFileLock } from '../../../packages/testing/src/server/acquire/file-lock.ts';
import { packPackages } from '../../support/pack-packages.ts';
import { installNode } from './node-versions.ts';

/** A user's project outside of the repository, with our packages from their tarballs, and the version of Node that runs it. */
export interface NodeProject {
  readonly root: string;
  readonly taskQueue: string;
  /** Runs a program with Node; resolves to its output once it has exited with 0. */
  run(args: readonly string[], env?: Record<string, string>): Promise<string>;
  start(args: readonly string[], env?: Record<string, string>): Running;
}

/** The command `tfn`, for Node. */
export const TFN = 'node_modules/@tfn/cli/bin/tfn.cjs';

export async function makeNodeProject(major: string): Promise<NodeProject> {
  const [node, home] = await Promise.all([installNode(major), installOnce()]);
  const taskQueue = `node-${major}-${randomUUID()}`;
  const root = join(home, taskQueue);
  cpSync(join(__dirname, '../project'), root, { recursive: true });
  const start = (args: readonly string[], env: Record<string, string> = {}): Running => {
    const { PATH = '', TFN_TEST_ADDRESS = '' } = process.env;
    const common = {
      PATH: dirname(node) + delimiter + PATH,
      TEMPORAL_ADDRESS: TFN_TEST_ADDRESS,
      TASK_QUEUE: taskQueue,
      NODE_ENV: '',
      NODE_OPTIONS: '',
    };
    return startCommand(
      args.map((arg) => (arg === TFN ? join(home, TFN) : arg)),
      {
        command: node,
        cwd: root,
        env: { ...common, ...env },
      },
    );
  };
  return {
    root,
    taskQueue,
    start,
    async run(args, env) {
      const running = start(args, env);
      const code = await running.ended;
      if (code !== 0) throw new Error(`Node ${major} exited with ${code}: ${args.join(' ')}\n${running.output()}`);
      return running.output();
    },
  };
}

// --- internal ---

const { packageManager } = JSON.parse(readFileSync(resolve(__dirname, '../../../package.json'), 'utf8')) as {
  packageManager: string;
};

/** Installs the packages for all projects of a test run, in the folder above them. */
async function installOnce(): Promise<string> {
  const home = join(process.env['TFN_TEST_PACKAGES'] as string, 'node-projects');
  const complete = join(home, 'complete');
  await withFileLock(
    join(`${home}.lock`),
    async () => {
      if (existsSync(complete)) return;
      mkdirSync(home, { recursive: true });
      const tarballs = await packPackages(join(home, 'tarballs'));
      const dependencies = { ...tarballs, express: '^5', jest: '^30', typescript: '^5.9', '@types/node': '^22' };
      const manifest = { name: 'shop', private: true, type: 'module', dependencies, pnpm: { overrides: tarballs } };
      writeFileSync(join(home, 'package.json'), JSON.stringify(manifest));
      const install = ['install', '--silent', '--prefer-offline', '--ignore-scripts'];
      await promisify(execFile)('npm', ['exec', '--yes', '--', packageManager, ...install], { cwd: home });
      writeFileSync(complete, '');
    },
    () => {},
  );
  return home;
}
