import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type * as esbuild from 'esbuild';
import type * as tsxCjs from 'tsx/cjs/api';
import { guardLoading } from './guard-loading.ts';
import type { ReportExit } from './guard-loading.ts';

/** Makes `require` support TypeScript, ESM syntax and the paths of a tsconfig in this process. */
export function registerTypeScript(): void {
  registered ??= (require('tsx/cjs/api') as typeof tsxCjs).register();
}

/** Starts the TypeScript compiler in advance, so that the first file does not wait for it. */
export function warmUpTypeScript(): void {
  registerTypeScript();
  const { transformSync } = createRequire(require.resolve('tsx/cjs/api'))('esbuild') as typeof esbuild;
  transformSync('', { loader: 'ts' });
}

/**
 * Loads one of the user's files, in any language and module format. A file with top-level await, which CommonJS does not support, is
 * imported. `report` gets the error of a file that ends the process.
 */
export function loadSource(file: string, report: ReportExit): Promise<object> {
  return guardLoading(() => load(file), report);
}

// --- internal ---

let registered: (() => void) | undefined;
let esmRegistered = false;

async function load(file: string): Promise<object> {
  if (/\.[cm]?tsx?$/.test(file)) registerTypeScript();
  try {
    return require(file) as object;
  } catch (error) {
    if (!needsImport(error)) throw error;
    if (!esmRegistered) (await import('tsx/esm/api')).register();
    esmRegistered = true;
    // In a variable: in an inline expression TypeScript emits import names that do not exist in CommonJS.
    const url = pathToFileURL(file).href;
    return (await import(url)) as object;
  }
}

function needsImport(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? error.code : undefined;
  return code === 'ERR_REQUIRE_ASYNC_MODULE' || code === 'ERR_REQUIRE_ESM' || /top-level await/i.test(error.message);
}
