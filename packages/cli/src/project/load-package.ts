import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cliError } from '../errors.ts';
import { detectPackageManager, installCommand } from './package-manager.ts';

/** Loads packages that are installed in the project, not those of the command line. */
export interface ProjectPackages {
  /**
   * Loads a package or one of its entries; `purpose` is the subject of the error message when it is missing.
   * @throws {TfnError} TFN_CLI_PACKAGE_MISSING
   */
  load<TModule>(name: string, purpose: string): TModule;
  /** The absolute path of the file to load, or undefined. */
  find(name: string): string | undefined;
}

/** The packages of the project at this root. */
export function projectPackages(root: string): ProjectPackages {
  const projectRequire = createRequire(join(root, 'package.json'));
  const find = (name: string): string | undefined => {
    try {
      return projectRequire.resolve(name);
    } catch {
      return undefined;
    }
  };
  return {
    find,
    load<TModule>(name: string, purpose: string): TModule {
      if (find(name) !== undefined) return projectRequire(name) as TModule;
      const [, packageName = name] = /^((?:@[^/]+\/)?[^/]+)/.exec(name) ?? [];
      const install = installCommand(detectPackageManager(root), [packageName], {
        dev: packageName === '@tfn/testing',
      });
      throw cliError('TFN_CLI_PACKAGE_MISSING', { package: packageName, purpose, install });
    },
  };
}
