// `npm run test:sdk-latest`: installs the latest release of Temporal's SDK in a temporary folder, and runs the tests in `test/sdk` of the
// packages against it: they assert what we rely on in the SDK beyond its documented interface. `-- 1.25.0` uses that version.
import './check-node.mjs';

const PACKAGES = ['activity', 'client', 'common', 'worker', 'workflow'];
const INTERCEPTORS = ['interceptors-opentelemetry', 'interceptors-opentelemetry-v2'];

async function main([version = 'latest']) {
  const { mkdtempSync, readFileSync, rmSync, writeFileSync } = await import('node:fs');
  const { tmpdir } = await import('node:os');
  const { join } = await import('node:path');
  const { root, run, runTool } = await import('./run.mjs');
  const { setUp } = await import('./setup.mjs');
  // The threads under test run from the build.
  await setUp({ only: '@tfn/testing' });
  const folder = mkdtempSync(join(tmpdir(), 'tfn-sdk-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    // The packages for OpenTelemetry have their own versions.
    const wanted = [...PACKAGES.map((name) => [name, version]), ...INTERCEPTORS.map((name) => [name, 'latest'])];
    const specifiers = wanted.map(([name, range]) => `@temporalio/${name}@${range}`);
    // Do not resolve peers: the packages for OpenTelemetry may name an older SDK than the latest.
    const flags = ['--no-audit', '--no-fund', '--loglevel=error', '--legacy-peer-deps'];
    await run('npm', ['install', ...flags, ...specifiers, '@opentelemetry/api@1'], { cwd: folder });
    const installed = join(folder, 'node_modules', '@temporalio');
    const read = (name) => JSON.parse(readFileSync(join(installed, name, 'package.json'), 'utf8')).version;
    console.log([...PACKAGES, ...INTERCEPTORS].map((name) => `@temporalio/${name} ${read(name)}`).join('\n'));
    const { default: config } = await import('../jest.config.mjs');
    const unit = config.projects.find(({ displayName }) => displayName === 'unit');
    const mapper = { '^@temporalio/(.+)$': `${installed}/$1`, ...unit.moduleNameMapper };
    const file = join(folder, 'jest.json');
    writeFileSync(file, JSON.stringify({ ...unit, rootDir: root, moduleNameMapper: mapper, runner: 'jest-runner' }));
    await runTool('jest', ['--config', file, '--testPathPatterns', 'packages/[a-z-]+/test/sdk/']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void import('./run.mjs').then(({ runMain }) => runMain(main));
