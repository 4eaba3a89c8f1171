import path from 'node:path';
import type { BundleOptions } from '../bundle/bundle-options.ts';

/** The converters and interceptors of a bundle, to compare with the options of a worker. */
export interface TemporalModuleNames {
  readonly payloadConverter: boolean;
  readonly failureConverter: boolean;
  /** File names without extensions, which compilers change. */
  readonly interceptors: readonly string[];
}

/** Names the modules in the options. */
export function temporalModuleNames(
  options: Pick<BundleOptions, 'payloadConverterPath' | 'failureConverterPath' | 'workflowInterceptorModules'>,
): TemporalModuleNames {
  return {
    payloadConverter: options.payloadConverterPath !== undefined,
    failureConverter: options.failureConverterPath !== undefined,
    interceptors: (options.workflowInterceptorModules ?? []).map((given) => path.parse(given).name),
  };
}
