import { readThrown, field } from '@tfn/core/internal';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { workerError } from '../errors.ts';

/**
 * Loads a module by its path, relative to the working directory, whether it is CommonJS or ESM.
 * @throws {TfnError} TFN_MODULE_INVALID with what it threw as the cause
 */
export async function loadModule(path: string): Promise<object> {
  const file = resolve(path);
  try {
    return await load(file);
  } catch (error) {
    // Node appends the files that required it, which are ours.
    const [problem] = readThrown(error).message.split('\n', 1);
    throw workerError('TFN_MODULE_INVALID', { module: `'${file}'`, problem: `loading it failed: ${problem}` }, error);
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
