// `node docs/scripts/make-screenshots.mjs [dev|demo]`: runs the demo and `tfn dev`, and takes the pictures of the documentation in a headless
// Chromium. Run `npm run demo` once before, which builds what this needs.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { docs, repository } from './paths.mjs';

const { chromium } = createRequire(join(repository, 'examples/ecommerce/package.json'))('playwright-core');
const images = join(docs, 'public/images');
const size = { width: 1200, height: 750 };

mkdirSync(images, { recursive: true });
const executablePath = execFileSync(process.execPath, [join(repository, 'scripts/chromium.mjs')], { encoding: 'utf8' });
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'];
const browser = await chromium.launch({ executablePath: executablePath.trim(), args });
try {
  const [only] = process.argv.slice(2);
  if (only !== 'demo') await pictureDev();
  if (only !== 'dev') await pictureDemo();
} finally {
  await browser.close();
}

/** What the terminal shows when `tfn dev` has started, on the program of `bench/loc`. */
async function pictureDev() {
  const program = join(repository, 'packages/cli/bin/tfn.cjs');
  const cwd = join(repository, 'bench/loc/tfn');
  const dev = start(process.execPath, [program, 'dev', '--no-ui'], { cwd, env: { NO_COLOR: '1', COLUMNS: '100' } });
  try {
    const text = await dev.until(/Watching for changes.*\n/);
    const escaped = `$ npx tfn dev\n${text}`.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    const page = await browser.newPage({ viewport: { width: 900, height: 520 } });
    const style = 'margin:0;padding:24px;background:#161618;color:#dfdfd6;font:15px/1.5 monospace;min-height:100vh';
    await page.setContent(`<body style="margin:0"><pre style="${style}">${escaped}</pre></body>`);
    await page.screenshot({ path: join(images, 'dev.png') });
    await page.close();
  } finally {
    await dev.stop();
  }
}

/** The shop and the executions behind it, once the demo has run. */
async function pictureDemo() {
  const demo = start(process.execPath, [join(repository, 'examples/ecommerce/dist/demo/main.js'), '--keep'], {});
  try {
    const text = await demo.until(/Ctrl-C/);
    const urlAfter = (label) => new RegExp(`${label}\\s+(http:\\S+)`, 'i').exec(text)?.[1];
    await picture(urlAfter('storefront'), 'storefront');
    await picture(urlAfter('Web UI'), 'web-ui');
  } finally {
    await demo.stop();
  }
}

async function picture(url, name) {
  if (url === undefined) throw new Error(`The demo printed no address for '${name}'.`);
  const page = await browser.newPage({ viewport: size });
  await page.goto(url, { waitUntil: 'load' });
  // Both pages keep polling, so they are never idle.
  await page.waitForTimeout(4000);
  await page.screenshot({ path: join(images, `${name}.png`) });
  await page.close();
}

function start(command, parameters, { cwd = repository, env = {} }) {
  const child = spawn(command, parameters, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  const ended = new Promise((done) => child.once('close', done));
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  return {
    until: (pattern) =>
      new Promise((done, reject) => {
        const look = () => pattern.test(text) && done(text);
        child.stdout.on('data', look);
        child.stderr.on('data', look);
        void ended.then(() => reject(new Error(`'${command}' ended before it printed ${pattern}:\n${text}`)));
      }),
    async stop() {
      child.kill('SIGINT');
      await ended;
    },
  };
}
