/**
 * Gets a headless Chromium for tests and prints the path of its program. The first of these that there is: TFN_CHROMIUM, a
 * browser on PATH, what an earlier call has installed, the npm package `@sparticuz/chromium`, whose tarball holds one for Linux
 * on x64. That is 67 MB, which is why no package.json names it.
 */
import './check-node.mjs';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, run } from './run.mjs';

// The last that runs on Node 20.
const PACKAGE = '@sparticuz/chromium@141.0.0';
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

async function main() {
  console.log(await acquireChromium());
}

async function acquireChromium() {
  const given = process.env.TFN_CHROMIUM;
  if (given !== undefined) {
    if (!existsSync(given)) throw new Error(`TFN_CHROMIUM is '${given}', where no file is.`);
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
  // Unpacked beside its package: it stays, and nothing is left in the temporary folder.
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
