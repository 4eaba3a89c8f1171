/**
 * Finds or installs a headless Chromium for tests and prints the path of its program. Uses the first that exists: TFN_CHROMIUM,
 * a browser on PATH, the one that an earlier call installed, or the npm package `@sparticuz/chromium`, whose tarball contains one
 * for Linux on x64. No package.json names that package, because it is 67 MB.
 */
import './check-node.mjs';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, run } from './run.mjs';

// The last version that runs on Node 20.
const PACKAGE = '@sparticuz/chromium@141.0.0';
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

async function main() {
  console.log(await acquireChromium());
}

async function acquireChromium() {
  const given = process.env.TFN_CHROMIUM;
  if (given !== undefined) {
    if (!existsSync(given)) throw new Error(`TFN_CHROMIUM is '${given}', but no such file exists.`);
    return given;
  }
  return findOnPath() ?? (await installChromium());
}

// --- internal ---

function findOnPath() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((file) => existsSync(file));
}

async function installChromium() {
  if (`${process.platform}-${process.arch}` !== 'linux-x64')
    throw new Error('There is no browser on PATH. Install Chromium or Chrome, or set TFN_CHROMIUM to its program.');
  const directory = join(root, 'node_modules', '.cache', 'tfn-chromium');
  // Unpacks beside its package, where later calls find it, and leaves nothing in the temporary folder.
  process.env.TMPDIR = directory;
  const { resolve } = createRequire(join(directory, 'package.json'));
  const find = () => {
    try {
      return resolve('@sparticuz/chromium');
    } catch {
      return undefined;
    }
  };
  if (find() === undefined) {
    const options = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
    await run('npm', ['install', `--prefix=${directory}`, ...options, PACKAGE], { capture: true });
  }
  // Its CommonJS build, which this file's own resolution finds.
  const { default: chromium } = await import(pathToFileURL(find()).href);
  return (chromium.default ?? chromium).executablePath();
}

void import('./run.mjs').then(({ runMain }) => runMain(main));
