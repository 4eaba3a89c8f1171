import { resolveFunctionDefaults } from '@tfn/core/internal';
import { spawnServer } from '../engines/server/find-server.ts';
import type { Engine, EngineHost, EngineName } from '../engines/engine.ts';
import { testingError } from '../errors.ts';
import type { TestEnvOptions } from './test-env-options.ts';

const ENGINES: readonly EngineName[] = ['time-skipping', 'server', 'memory'];

/** The engine that the options or the environment name. @throws {TfnError} TFN_TEST_ENGINE */
export function chooseEngine({ engine }: TestEnvOptions): EngineName {
  const wanted = engine ?? process.env['TFN_TEST_ENGINE'] ?? 'time-skipping';
  const found = ENGINES.find((name) => name === wanted);
  if (found === undefined) throw testingError('TFN_TEST_ENGINE', { engine: wanted, engines: ENGINES });
  return found;
}

/**
 * Makes an engine; loads only what that engine needs.
 * @throws {TfnError} TFN_OPTIONS_INVALID, TFN_TEST_UNSUPPORTED, TFN_TEST_PACKAGE_MISSING and those of the servers
 */
export async function createEngine(name: EngineName, host: EngineHost, options: TestEnvOptions): Promise<Engine> {
  // Before a server is started for them.
  if (options.defaults !== undefined) resolveFunctionDefaults(options.defaults);
  if (name === 'memory') {
    for (const option of ['dataConverter', 'interceptors', 'sinks'] as const)
      if (options[option] !== undefined)
        throw testingError('TFN_TEST_UNSUPPORTED', { what: `use the option '${option}'`, engine: name });
    const { createMemoryEngine } = load<typeof import('../engines/memory/index.ts')>(() =>
      require('../engines/memory'),
    );
    return createMemoryEngine(host, { ...options, twice: options.checkDeterminism ?? true });
  }
  const choice = { ...options, timeSkipping: name === 'time-skipping' };
  // Loading the SDK takes as long as the server needs to start.
  await spawnServer(choice);
  const { createServerEngine } = load<typeof import('../engines/server/index.ts')>(() => require('../engines/server'));
  return createServerEngine(host, choice);
}

// --- internal ---

function load<TModule>(require: () => unknown): TModule {
  try {
    return require() as TModule;
  } catch (error) {
    const missing = /^Cannot find module '(@(?:temporalio|tfn)\/[\w-]+)/.exec(
      error instanceof Error ? error.message : '',
    );
    if (missing?.[1] === undefined) throw error;
    throw testingError('TFN_TEST_PACKAGE_MISSING', { name: missing[1], for: 'This test engine' }, error);
  }
}
