import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { cliError } from '../errors.ts';
import type { PackageManager } from '../project/package-manager.ts';
import { installSteps } from './install-steps.ts';
import { toManifests } from './manifests.ts';
import type { TemplateName } from './manifests.ts';

export interface ProjectInput {
  /** Absolute. */
  readonly folder: string;
  readonly name: string;
  readonly template: TemplateName;
  readonly manager: PackageManager;
  /** Whether the folder may have files; existing files are kept. */
  readonly force: boolean;
}

/**
 * Writes the files of a new project; returns their paths, relative to its folder.
 * @throws {TfnError} TFN_CLI_FOLDER_NOT_EMPTY, TFN_CLI_NOT_WRITABLE
 */
export function makeProject(input: ProjectInput): readonly string[] {
  const { folder, force } = input;
  const there = existsSync(folder) ? readdirSync(folder).filter((name) => name !== '.git') : [];
  if (there.length > 0 && !force) throw cliError('TFN_CLI_FOLDER_NOT_EMPTY', { folder, files: there.slice(0, 5) });
  const files = [...filesOf(input)].filter(([path]) => !existsSync(join(folder, path)));
  for (const [path, content] of files) write(join(folder, path), content);
  return files.map(([path]) => path).sort();
}

/** Writes a file and creates its folders. @throws {TfnError} TFN_CLI_NOT_WRITABLE */
export function write(path: string, content: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  } catch (error) {
    throw cliError('TFN_CLI_NOT_WRITABLE', { path, problem: (error as Error).message }, error);
  }
}

// --- internal ---

const templates = resolve(__dirname, '../../templates');

function filesOf({ name, template, manager }: ProjectInput): Map<string, string> {
  const { version } = require('../../package.json') as { version: string };
  const words: Record<string, string> = {
    name,
    run: manager === 'npm' ? 'npm run' : manager,
    taskQueue: template === 'basic' ? name : 'orders',
    ...installSteps(manager, name),
  };
  const files = new Map<string, string>();
  for (const source of ['common', template])
    for (const path of readdirSync(join(templates, source), { recursive: true, withFileTypes: true })) {
      if (!path.isFile()) continue;
      const file = join(path.parentPath, path.name);
      // npm excludes files such as .gitignore from packages.
      const target = relative(join(templates, source), file).replace(/(^|[\\/])_/, '$1.');
      files.set(
        target,
        readFileSync(file, 'utf8').replaceAll(/\{\{(\w+)\}\}/g, (_, word: string) => words[word] ?? ''),
      );
    }
  if (manager !== 'pnpm') files.delete('pnpm-workspace.yaml');
  if (manager !== 'yarn') files.delete('.yarnrc.yml');
  for (const [path, manifest] of Object.entries(toManifests({ name, template, manager, version })))
    files.set(path, `${JSON.stringify(manifest, undefined, 2)}\n`);
  return files;
}
