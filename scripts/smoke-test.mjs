// Installs the packages the way users do, from packed tarballs, into projects outside of this repository: all of them
// into a CommonJS, an ESM and a TypeScript project, which run a workflow on a real Temporal server; only those that an
// API service needs, which must not install the worker's native SDK; `temporal-functions` alone; and core alone.
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packPackages } from './pack-packages.mjs';
import { root, run, runMain } from './run.mjs';

const library = { 'decimal.js': '^10.6.0' };
const projects = {
  commonjs: { type: 'commonjs', packages: 'all', libraries: library },
  module: { type: 'module', packages: 'all', libraries: library },
  typescript: {
    type: 'module',
    packages: 'all',
    libraries: { ...library, tsx: '^4.23.15' },
    args: ['--import', 'tsx', 'main.ts'],
  },
  'api-service': {
    type: 'module',
    packages: ['@tfn/client', '@tfn/triggers-http'],
    without: /temporalio\+(worker|core-bridge|workflow)@/,
  },
  'one-name': { type: 'module', packages: ['temporal-functions'] },
  definitions: { type: 'module', packages: ['@tfn/core'], without: /temporalio/ },
};

await runMain(async () => {
  const { startDevServer } = await import('../packages/testing/dist/server/index.js');
  const directory = mkdtempSync(join(tmpdir(), 'tfn-smoke-'));
  const server = await startDevServer();
  try {
    const tarballs = filesOf(await packPackages(join(directory, 'tarballs')));
    for (const [name, project] of Object.entries(projects)) {
      const cwd = join(directory, name);
      cpSync(join(root, 'scripts/smoke', name), cwd, { recursive: true });
      writeFileSync(join(cwd, 'package.json'), JSON.stringify(createManifest(project, tarballs)));
      await run('pnpm', ['install', '--silent', '--prefer-offline', '--ignore-scripts'], { cwd });
      assertLacks(join(cwd, 'node_modules/.pnpm'), project.without);
      const { args = ['main.js'] } = project;
      await run(process.execPath, args, { cwd, env: { TEMPORAL_ADDRESS: server.address } });
      console.log(`${name}: fine`);
    }
  } finally {
    await server.stop();
    rmSync(directory, { recursive: true });
  }
});

/** The tarballs as `file:` dependencies. */
function filesOf(tarballs) {
  return Object.fromEntries(Object.entries(tarballs).map(([name, file]) => [name, `file:${file}`]));
}

/** The overrides make our packages depend on each other's tarballs, as no registry has them. pnpm installs peers by itself. */
function createManifest({ type, packages, libraries = {} }, tarballs) {
  const ours = packages === 'all' ? Object.entries(tarballs) : packages.map((name) => [name, tarballs[name]]);
  const dependencies = { ...Object.fromEntries(ours), ...libraries };
  return { name: 'smoke', private: true, type, dependencies, pnpm: { overrides: tarballs } };
}

/** @throws {Error} when something was installed that should not have been */
function assertLacks(store, pattern) {
  const unwanted = pattern === undefined ? [] : readdirSync(store).filter((name) => pattern.test(name));
  if (unwanted.length > 0)
    throw new Error(`${unwanted.join(', ')} was installed, but the project must not depend on it.`);
}
