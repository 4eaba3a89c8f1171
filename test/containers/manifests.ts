import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** A Kubernetes object, as far as these tests read it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  // oxlint-disable-next-line typescript/no-explicit-any -- each kind has another shape, and is checked against its type
  readonly spec: any;
}

/** The objects in a folder of manifests, without Kustomize's own. */
export function readManifests(folder: string): Manifest[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml')
    .flatMap((name) => parseAllDocuments(readFileSync(join(folder, name), 'utf8')))
    .map((document) => {
      if (document.errors.length > 0) throw new Error(document.errors.join('\n'));
      return document.toJS() as Manifest;
    });
}

/**
 * Checks objects against the schemas that Kubernetes, KEDA and the Prometheus operator publish: values with generated validators, and
 * unknown fields, which those accept, with the TypeScript types. Returns the problems.
 */
export function findProblems(manifests: readonly Manifest[]): string[] {
  return [...manifests.flatMap(invalidValues), ...unknownFields(manifests)];
}

// --- internal ---

/** The module with the schemas of an API group. */
const packages: Readonly<Record<string, string>> = {
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator/',
  'keda.sh': '@kubernetes-models/keda/',
};

function moduleOf({ apiVersion }: Manifest): string {
  const [group = ''] = apiVersion.split('/');
  return `${packages[group] ?? 'kubernetes-models/'}${apiVersion}`;
}

function invalidValues(manifest: Manifest): string[] {
  const models = require(moduleOf(manifest)) as Record<string, new (data: object) => { validate(): void }>;
  const Model = models[manifest.kind];
  if (Model === undefined) return [`${manifest.apiVersion} has no ${manifest.kind}.`];
  try {
    new Model(manifest).validate();
    return [];
  } catch (error) {
    return [`${manifest.kind} ${manifest.metadata.name}: ${(error as Error).message}`];
  }
}

function unknownFields(manifests: readonly Manifest[]): string[] {
  const root = join(__dirname, '../..');
  // Beside its imported modules.
  const folder = mkdtempSync(join(root, 'node_modules/.manifests-'));
  try {
    const checks = manifests.map(
      (manifest, index) =>
        `import type { I${manifest.kind} as Type${index} } from '${moduleOf(manifest)}';\n` +
        `export const value${index}: Type${index} = ${JSON.stringify(manifest)};\n`,
    );
    writeFileSync(join(folder, 'manifests.ts'), checks.join(''));
    const compilerOptions = {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      module: 'nodenext',
      target: 'es2022',
      types: [],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['manifests.ts'] }));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { cwd: folder, encoding: 'utf8' });
    return [];
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    if (stdout === undefined) throw error;
    return stdout.split('\n').filter((line) => line !== '');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
