import { relative } from 'node:path';
import { registry } from '@tfn/core';
import type { TfnError } from '@tfn/core';
import { cliError } from '../../errors.ts';
import { printError } from '../../output/print-error.ts';
import { toCodeProblem } from '../../output/code-problem.ts';
import { loadSource, registerTypeScript } from './load-source.ts';
import type { FunctionFiles } from './discover-files.ts';
import type { ReportExit } from './guard-loading.ts';
import { readTsconfig } from '../read-tsconfig.ts';

/**
 * Loads a project's files, which adds their definitions to core's registry.
 * `report` gets the error of a file that ends the process.
 * @throws {TfnError} TFN_CLI_FUNCTIONS_BROKEN with a code frame, TFN_CLI_FUNCTIONS_NONE
 */
export async function loadFunctions(
  root: string,
  { folder, files }: FunctionFiles,
  report: ReportExit = printError,
): Promise<void> {
  process.setSourceMapsEnabled(true);
  registerTypeScript();
  for (const file of files) {
    const explain = (error: unknown): TfnError => brokenFile(error, { root, file });
    try {
      await loadSource(file, (error) => report(explain(error)));
    } catch (error) {
      throw explain(error);
    }
  }
  if (registry.functions.size + registry.workflows.size > 0) return;
  throw cliError('TFN_CLI_FUNCTIONS_NONE', {
    looked: [folder],
    problem: 'None of the files calls tfn.fn or tfn.workflow',
  });
}

/** The error of a file that cannot be loaded. */
export function brokenFile(error: unknown, { root, file }: { root: string; file: string }): TfnError {
  const { problem, frame, place } = toCodeProblem(error, root);
  const details = { file: place ?? relative(root, file), problem: withTsconfig(problem, root), frame };
  return cliError('TFN_CLI_FUNCTIONS_BROKEN', details, error);
}

// --- internal ---

/** Adds that the tsconfig.json is unreadable: files are then loaded without its options, such as `paths`. */
function withTsconfig(problem: string, root: string): string {
  const config = readTsconfig(root);
  return config instanceof Error ? `${problem}\n\nNo option of a tsconfig.json applied. ${config.message}` : problem;
}
