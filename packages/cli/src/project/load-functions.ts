import { relative } from 'node:path';
import { registry } from '@tfn/core';
import { cliError } from '../errors.ts';
import { toCodeProblem } from '../output/code-problem.ts';
import { loadSource, registerTypeScript } from './load-source.ts';
import type { FunctionFiles } from './discover-files.ts';

/**
 * Loads a project's files, which adds their definitions to core's registry.
 * @throws {TfnError} TFN_CLI_FUNCTIONS_BROKEN with a code frame, TFN_CLI_FUNCTIONS_NONE
 */
export async function loadFunctions(root: string, { folder, files }: FunctionFiles): Promise<void> {
  process.setSourceMapsEnabled(true);
  registerTypeScript();
  for (const file of files) {
    try {
      await loadSource(file);
    } catch (error) {
      const { problem, frame, place } = toCodeProblem(error, root);
      throw cliError('TFN_CLI_FUNCTIONS_BROKEN', { file: place ?? relative(root, file), problem, frame }, error);
    }
  }
  if (registry.functions.size + registry.workflows.size > 0) return;
  throw cliError('TFN_CLI_FUNCTIONS_NONE', {
    looked: [folder],
    problem: 'None of the files calls tfn.fn or tfn.workflow',
  });
}
