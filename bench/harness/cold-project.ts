import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { prebuildRawBundle } from './prebuilt-bundles.ts';

/** The files from which `cold-start` starts its workers. */
export interface ColdProject {
  /** The folder of the project that `tfn build` built. */
  readonly folder: string;
  /** The command line's program. */
  readonly cli: string;
  /** The raw worker's workflows, bundled beforehand. */
  readonly rawBundle: string;
  remove(): void;
}

/** Creates and builds a project with the bench's own functions, and bundles the raw worker's workflows. */
export async function buildColdProject(): Promise<ColdProject> {
  // Inside the bench, so that its imports resolve.
  const folder = mkdtempSync(join(__dirname, '../../.cold-start-'));
  mkdirSync(join(folder, 'functions'));
  cpSync(join(__dirname, '../../tfn/functions.ts'), join(folder, 'functions/orders.ts'));
  writeFileSync(join(folder, 'package.json'), '{ "name": "cold", "private": true, "type": "commonjs" }');
  const cli = join(dirname(require.resolve('@tfn/cli/package.json')), 'bin/tfn.cjs');
  execFileSync(process.execPath, [cli, 'build', '--no-check'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const rawBundle = await prebuildRawBundle(folder);
  return { folder, cli, rawBundle, remove: () => rmSync(folder, { recursive: true }) };
}
