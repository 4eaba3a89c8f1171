import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type * as workerPackage from '@tfn/worker';
import { checkTypes } from '../build/check-types.ts';
import { compileProject } from '../build/compile.ts';
import { BUNDLE_FILE, MANIFEST_FILE, toManifest } from '../build/manifest.ts';
import { toPortableBundle } from '../build/portable-bundle.ts';
import { resolveConfig } from '../config/resolve-config.ts';
import { cliError } from '../errors.ts';
import { readDefinitions } from '../project/definitions.ts';
import { discoverFiles } from '../project/load/discover-files.ts';
import { loadFunctions } from '../project/load/load-functions.ts';
import { projectPackages } from '../project/load-package.ts';
import { routeWarnings } from '../project/route-warnings.ts';
import { bundleProject, bundleSources } from '../run/project-bundle.ts';
import type { CommandOutput } from '../output/command-output.ts';
import type { CommandCall } from './command.ts';

/** Builds what `tfn start` runs. Replaces an existing build only when everything has succeeded. */
export async function run({ flags }: CommandCall): Promise<CommandOutput> {
  const config = await resolveConfig(flags, { running: false });
  const { root, build, taskQueue } = config;
  const packages = projectPackages(root);
  const worker = packages.load<typeof workerPackage>('@tfn/worker', 'tfn build');
  const found = discoverFiles(root, config.functions);
  const checked = build.check && (await checkTypes(root));
  await loadFunctions(root, found);
  const definitions = readDefinitions(config);
  const bundle = await bundleProject(worker, bundleSources(root, config.telemetry), 'production');
  const outDir = resolve(root, build.outDir);
  prepareFolder(outDir);
  const configFile = config.file === undefined ? undefined : resolve(root, config.file);
  const [functionsFile = '', ...others] = await compileProject({ root, outDir, files: found.files, configFile });
  const manifest = toManifest({ definitions, bundle, taskQueue, functionsFile });
  writeFileSync(join(outDir, BUNDLE_FILE), toPortableBundle(bundle.code, { root, file: BUNDLE_FILE }));
  writeFileSync(join(outDir, MANIFEST_FILE), `${JSON.stringify(manifest, undefined, 2)}\n`);
  const { functions, workflows, triggers } = definitions;
  const counts = `${functions.length} functions, ${workflows.length} workflows, ${triggers.length} triggers`;
  const made = [functionsFile, ...others, BUNDLE_FILE, MANIFEST_FILE].map(
    (name) => `  ${join(relative(root, outDir), name)}`,
  );
  const notes = [
    ...(checked ? [] : ['The types were not checked.']),
    ...[...bundle.warnings, ...routeWarnings(packages)].map((text) => `warning ${text}`),
  ];
  return {
    data: { outDir, ...manifest },
    text: [`Built ${counts} (build ${bundle.hash.slice(0, 12)}):`, ...made, ...notes, 'Run it with: tfn start'].join(
      '\n',
    ),
  };
}

// --- internal ---

const BUILT_FILES = ['functions', 'tfn.config'].flatMap((name) =>
  ['js', 'mjs', 'cjs'].flatMap((extension) => [`${name}.${extension}`, `${name}.${extension}.map`]),
);

/** Creates the folder, and removes the files of an earlier build. */
function prepareFolder(outDir: string): void {
  try {
    mkdirSync(outDir, { recursive: true });
    for (const name of [...BUILT_FILES, BUNDLE_FILE, MANIFEST_FILE]) rmSync(join(outDir, name), { force: true });
  } catch (error) {
    throw cliError('TFN_CLI_NOT_WRITABLE', { path: outDir, problem: (error as Error).message }, error);
  }
}
