/** Bundles the two-step workflow cold, after an edit and unchanged, and prints the times as JSON. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BundleTimes } from './bundle-times.ts';

type Bundle = (file: string) => Promise<unknown>;

async function main(bundler: string, given?: string): Promise<void> {
  // Beside the original, so that its imports resolve.
  const folder = given ?? mkdtempSync(join(__dirname, '..', bundler === 'sdk' ? 'raw' : 'tfn', 'bundle-'));
  const file = join(folder, 'workflows.js');
  const source = readFileSync(join(folder, bundler === 'sdk' ? '../workflows.js' : '../functions.js'), 'utf8');
  const bundle = bundler === 'sdk' ? await sdkBundler() : await ourBundler(bundler, join(folder, 'cache'));
  const time = async (): Promise<number> => {
    const start = performance.now();
    await bundle(file);
    return performance.now() - start;
  };
  if (given !== undefined) return console.log(await time());
  try {
    writeFileSync(file, source);
    const cold = await time();
    writeFileSync(file, `${source}\nexports.edited = 1;\n`);
    const edited = await time();
    const unchanged = await time();
    const restarted = Number(execFileSync(process.execPath, [__filename, bundler, folder], { encoding: 'utf8' }));
    console.log(JSON.stringify({ cold, edited, unchanged, restarted } satisfies BundleTimes));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function ourBundler(bundler: string, cache: string): Promise<Bundle> {
  const { bundleWorkflows } = await import('@tfn/worker');
  // It uses the SDK's bundler, and the time to load that does not count for either side.
  if (bundler === 'production') await import('@temporalio/worker');
  const mode = bundler === 'production' ? 'production' : 'development';
  return (file) => bundleWorkflows({ workflows: [{ name: 'twoSteps', file }], mode, cache, cwd: __dirname });
}

async function sdkBundler(): Promise<Bundle> {
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const silent = (): void => {};
  const logger = { log: silent, trace: silent, debug: silent, info: silent, warn: silent, error: silent };
  return (workflowsPath) => bundleWorkflowCode({ workflowsPath, logger });
}

void main(process.argv[2] ?? 'fast', process.argv[3]);
