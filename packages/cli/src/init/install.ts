import { spawn } from 'node:child_process';
import { cliError } from '../errors.ts';
import type { PackageManager } from '../project/package-manager.ts';

/**
 * Installs the packages of a project. Ctrl-C ends the package manager, and then this rejects.
 * @throws {TfnError} TFN_CLI_COMMAND_FAILED
 */
export function install(folder: string, manager: PackageManager): Promise<void> {
  const command = `${manager} install`;
  // The terminal sends Ctrl-C to the package manager too; this process only waits for it.
  const wait = (): void => undefined;
  process.on('SIGINT', wait);
  return new Promise<void>((resolve, reject) => {
    const fail = (problem: string): void =>
      reject(
        cliError('TFN_CLI_COMMAND_FAILED', {
          command,
          problem: `${problem}. The files were created: run it again in '${folder}'.`,
        }),
      );
    spawn(manager, ['install'], { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' })
      .once('error', (error) => fail(error.message))
      .once('exit', (code, signal) => {
        if (code === 0) resolve();
        else
          fail(
            signal === 'SIGINT' || code === 130
              ? 'it was interrupted'
              : `it ended with ${signal ?? `exit code ${code}`}`,
          );
      });
  }).finally(() => process.off('SIGINT', wait));
}
