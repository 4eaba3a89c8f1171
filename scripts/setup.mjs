import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cleanDist } from './clean-dist.mjs';
import { addToPath, root, run, runTool } from './run.mjs';

/**
 * Prepares a fresh clone: gets pnpm, installs the dependencies, and builds all packages, or one package and its dependencies.
 * Skips what is already done.
 */
export async function setUp({ only } = {}) {
  process.env.TURBO_TELEMETRY_DISABLED = '1';
  process.env.DO_NOT_TRACK = '1';
  const stamp = readStamp();
  const pnpmDirectory = existsSync(stamp.pnpmDirectory ?? '') ? stamp.pnpmDirectory : await getPnpm();
  addToPath(pnpmDirectory);
  const dependencies = hashDependencies();
  if (stamp.dependencies !== dependencies) {
    console.log('Installing dependencies …');
    await run('pnpm', ['install', '--frozen-lockfile', '--config.confirmModulesPurge=false']);
  }
  writeStamp({ pnpmDirectory, dependencies });
  await runTurbo('build', only === undefined ? [] : [`--filter=${only}...`]);
  // Where turbo's cache has the build, no package's script ran.
  for (const name of readdirSync(join(root, 'packages'))) cleanDist(join(root, 'packages', name));
}

/** Runs a task of every package that changed. Sends nothing anywhere: turbo uses only its local cache. */
export async function runTurbo(task, args = []) {
  await runTool('turbo', ['run', task, ...args, '--cache=local:rw', '--output-logs=errors-only', '--ui=stream']);
}

/**
 * Finds, downloads or builds a real Temporal dev server for this machine, with progress on the terminal, and resolves to
 * the path of its program. The first build takes minutes.
 */
export async function acquireTemporal() {
  const { acquireDevServer } = await import('../packages/testing/dist/server/index.js');
  const { path, source } = await acquireDevServer({ onProgress: (line) => console.log(line) });
  console.log(`Temporal: ${path} (${source})`);
  return path;
}

// --- internal ---

const stampFile = join(root, 'node_modules', '.tfn-setup.json');

function readStamp() {
  return existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, 'utf8')) : {};
}

function writeStamp(stamp) {
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stampFile, JSON.stringify(stamp));
}

/** The folder of pnpm, at the version that package.json names. npm downloads it into its own cache once. */
async function getPnpm() {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  console.log(`Getting ${packageManager} …`);
  const script = join(root, 'scripts', 'print-path.mjs');
  const path = await run('npm', ['exec', '--yes', `--package=${packageManager}`, '--', 'node', script], {
    capture: true,
  });
  const program = process.platform === 'win32' ? 'pnpm.cmd' : 'pnpm';
  const directory = path
    .trim()
    .split(delimiter)
    .find((entry) => existsSync(join(entry, program)));
  if (directory === undefined)
    throw new Error(`npm installed ${packageManager}, but '${program}' is not on the PATH that it reported.`);
  return directory;
}

/** A hash that changes when dependencies may have to be installed. */
function hashDependencies() {
  const hash = createHash('sha256');
  for (const file of dependencyFiles()) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/** The lockfile names the folder of every package. */
function dependencyFiles() {
  const [importers] = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8').split(/^packages:$/m, 1);
  const folders = [...importers.matchAll(/^ {2}(\S+):$/gm)].map(([, folder]) => folder);
  const manifests = folders.map((folder) => join(folder, 'package.json'));
  return ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests].filter((file) => existsSync(join(root, file)));
}
