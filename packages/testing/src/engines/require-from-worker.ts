import { dirname } from 'node:path';

/**
 * Loads a package as `@tfn/worker` would: where several copies are installed, what the worker shares (the SDK's runtime,
 * its sandbox library) must be of the copy that the worker uses.
 */
export function requireFromWorker<TModule>(id: string): TModule {
  const from = dirname(require.resolve('@tfn/worker/package.json'));
  return require(require.resolve(id, { paths: [from] })) as TModule;
}
