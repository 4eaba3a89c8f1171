import type { PackageManager } from '../project/package-manager.ts';
import { versions } from './versions.ts';

/** The projects that `tfn init` makes. */
export type TemplateName = 'basic' | 'monorepo';

export interface ManifestsInput {
  readonly name: string;
  readonly template: TemplateName;
  readonly manager: PackageManager;
  /** The version of our packages. */
  readonly version: string;
}

/** The package.json files of a new project, by path. */
export function toManifests(input: ManifestsInput): Record<string, object> {
  return input.template === 'basic' ? { 'package.json': basic(input) } : monorepo(input);
}

// --- internal ---

const TEMPORAL_PACKAGES = ['activity', 'client', 'common', 'worker', 'workflow'].map((name) => `@temporalio/${name}`);
const TEST_TOOLS = [
  '@swc/core',
  '@swc/jest',
  '@temporalio/testing',
  '@types/jest',
  '@types/node',
  'jest',
  'typescript',
];
const SCRIPTS = { dev: 'tfn dev', test: 'jest', build: 'tfn build', start: 'tfn start' };

function basic({ name, version, manager }: ManifestsInput): object {
  const ours = ['cli', 'client', 'core', 'triggers-cron', 'triggers-http', 'worker'].map((part) => `@tfn/${part}`);
  return {
    name,
    version: '0.0.0',
    private: true,
    type: 'commonjs',
    scripts: SCRIPTS,
    dependencies: dependencies([...ours, ...TEMPORAL_PACKAGES, 'express'], version),
    devDependencies: dependencies(['@tfn/testing', ...TEST_TOOLS], version),
    // The Docker build must use the package manager that wrote the lock file. npm comes with Node.
    ...(manager !== 'npm' && { packageManager: PACKAGE_MANAGERS[manager] }),
    engines: { node: '>=20.19' },
  };
}

function monorepo({ name, version, manager }: ManifestsInput): Record<string, object> {
  const workspace = manager === 'npm' ? '*' : 'workspace:*';
  const member = (part: string, rest: object): object => ({
    name: `@${name}/${part}`,
    version: '0.0.0',
    private: true,
    type: 'commonjs',
    main: './dist/index.js',
    types: './dist/index.d.ts',
    scripts: { build: 'tsc -p tsconfig.json' },
    ...rest,
  });
  const functions = { [`@${name}/functions`]: workspace };
  const tools = [
    '@tfn/cli',
    '@tfn/client',
    '@tfn/core',
    '@tfn/testing',
    '@tfn/triggers-http',
    '@tfn/worker',
    ...TEMPORAL_PACKAGES,
  ];
  const types = dependencies(['@types/node', 'typescript'], version);
  return {
    'package.json': {
      name,
      version: '0.0.0',
      private: true,
      type: 'commonjs',
      // pnpm reads pnpm-workspace.yaml instead.
      ...(manager !== 'pnpm' && { workspaces: ['packages/*'] }),
      scripts: { dev: 'tfn dev', test: 'jest', build: 'turbo run build' },
      devDependencies: dependencies([...tools, ...TEST_TOOLS, 'express', 'turbo'], version),
      packageManager: PACKAGE_MANAGERS[manager],
      engines: { node: '>=20.19' },
    },
    'packages/functions/package.json': member('functions', {
      dependencies: dependencies(['@tfn/core'], version),
      devDependencies: { ...types, ...dependencies(['@tfn/testing', '@types/jest'], version) },
    }),
    'packages/worker/package.json': member('worker', {
      scripts: { build: 'tsc -p tsconfig.json && node dist/bundle.js', start: 'node dist/index.js' },
      dependencies: {
        ...functions,
        ...dependencies(
          ['@tfn/core', '@tfn/worker', ...TEMPORAL_PACKAGES.filter((part) => part !== '@temporalio/client')],
          version,
        ),
      },
      devDependencies: types,
    }),
    'packages/api/package.json': member('api', {
      scripts: { build: 'tsc -p tsconfig.json', start: 'node dist/index.js' },
      dependencies: dependencies(['@tfn/client', '@temporalio/client', '@temporalio/common', 'express'], version),
      // Types only: the API does not load the functions.
      devDependencies: { ...functions, ...types, ...dependencies(['@tfn/core', '@types/express'], version) },
    }),
  };
}

/** turbo requires the exact version of the package manager. */
const PACKAGE_MANAGERS: Record<PackageManager, string> = {
  npm: 'npm@10.8.2',
  pnpm: 'pnpm@10.34.9',
  yarn: 'yarn@4.12.0',
  bun: 'bun@1.3.6',
};

function dependencies(names: readonly string[], version: string): Record<string, string> {
  const sorted = [...names].sort();
  return Object.fromEntries(
    sorted.map((name) => [name, name.startsWith('@tfn/') ? `^${version}` : (versions[name] as string)]),
  );
}
