/** What to do when a file ends the process: nothing after the exit event runs. The exit code will be 1. */
export type ReportExit = (error: Error) => void;

/**
 * Loads one of the user's files. Rejects when that never finishes: when nothing is left that it could wait for, or after `LIMIT`. A
 * file that ends the process is reported.
 */
export function guardLoading<TResult>(load: () => Promise<TResult>, report: ReportExit): Promise<TResult> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number): void => {
      // Its stack has the line that called process.exit().
      report(new Error(`loading it ends the process (process.exit(${code}))`));
      process.exitCode = 1;
    };
    const onIdle = (): void => settle(() => reject(new Error(`loading it never finishes: ${NEVER}`)));
    const settle = (how: () => void): void => {
      clearTimeout(timer);
      process.off('exit', onExit).off('beforeExit', onIdle);
      how();
    };
    const late = `it has not finished loading after ${LIMIT / 1000} s: ${NEVER}`;
    const timer = setTimeout(() => settle(() => reject(new Error(late))), LIMIT);
    timer.unref();
    process.on('exit', onExit).on('beforeExit', onIdle);
    load().then(
      (module) => settle(() => resolve(module)),
      (error: unknown) => settle(() => reject(error as Error)),
    );
  });
}

// --- internal ---

const NEVER = 'a top-level await in it, or in a file that it imports, does not settle';

/** Milliseconds. */
const LIMIT = 20_000;
