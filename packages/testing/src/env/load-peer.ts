import { testingError } from '../errors.ts';

/** Loads an optional peer. @throws {TfnError} TFN_TEST_PACKAGE_MISSING, with what needs it */
export function loadPeer<TModule>(name: string, { load, for: what }: { load: () => unknown; for: string }): TModule {
  try {
    return load() as TModule;
  } catch (error) {
    if (!String(error).includes(`Cannot find module '${name}'`)) throw error;
    throw testingError('TFN_TEST_PACKAGE_MISSING', { name, for: what }, error);
  }
}
