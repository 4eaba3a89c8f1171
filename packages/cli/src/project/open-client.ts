import type * as clientPackage from '@tfn/client';
import type { TfnClient } from '@tfn/client';
import type { ResolvedConfig } from '../config/resolve-config.ts';
import { projectPackages } from './load-package.ts';
import { toTemporalOptions } from './temporal-options.ts';

/** A client for the project's Temporal, made with the project's own `@tfn/client`. @throws {TfnError} TFN_CLI_PACKAGE_MISSING */
export function openClient(config: ResolvedConfig, purpose: string): TfnClient {
  const { createClient } = projectPackages(config.root).load<typeof clientPackage>('@tfn/client', purpose);
  return createClient({ temporal: toTemporalOptions(config), taskQueue: config.taskQueue });
}
