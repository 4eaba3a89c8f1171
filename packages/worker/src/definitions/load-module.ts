import { readThrown, field } from '@tfn/core/internal';
import { writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TfnError } from '@tfn/core';
import { workerError } from '../errors.ts';
import { guardLoading } from './guard-loading.ts';

/**
 * Loads a module by its path, relative to the working directory, whether it is CommonJS or ESM.
 * A file that ends the process is reported on standard error, and the exit code is 1.
 * @throws {TfnError} TFN_MODULE_INVALID with what it threw as the cause
 */
export async function loadModule(path: string): Promise<object> {
  const file = resolve(path);
  const explain = (error: unknown): TfnError => {
    // Node appends the files that required it, which are ours.
    const [problem] = readThrown(error).message.split('\n', 1);
    return workerError('TFN_MODULE_INVALID', { module: `'${file}'`, problem: `loading it failed: ${problem}` }, error);
  };
  try {
    return await guardLoading(
      () => load(file),
      // Nothing else can report it: the process ends now.
      (error) => writeSync(process.stderr.fd, `${explain(error).message}\n`),
    );
  } catch (error) {
    throw explain(error);
  }
}

// --- internal ---

async function load(file: string): Promise<object> {
  try {
    return require(file) as object;
  } catch (error) {
    if (!isEsmOnly(error)) throw error;
    // A variable: for an expression here TypeScript emits the imported names unchanged, which CommonJS does not define.
    const url = pathToFileURL(file).href;
    return (await import(url)) as object;
  }
}

function isEsmOnly(error: unknown): boolean {
  const code = field(error, 'code');
  return code === 'ERR_REQUIRE_ESM' || code === 'ERR_REQUIRE_ASYNC_MODULE';
}
