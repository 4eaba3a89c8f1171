/** Input of `toEntrySource`. */
export interface EntryInput {
  /** Absolute paths. */
  readonly files: readonly string[];
  readonly workflowNames: readonly string[];
  /** The module that runs workflows in the sandbox, and the one that prepares the sandbox. */
  readonly runtime: string;
  readonly sandbox: string;
}

/** The source of a bundle's entry, which loads the user's files and exports the registered workflows for Temporal. */
export function toEntrySource({ files, workflowNames, runtime, sandbox }: EntryInput): string {
  return [
    `const sandbox = require(${JSON.stringify(sandbox)});`,
    ...files.map((file) => `require(${JSON.stringify(file)});`),
    `module.exports = require(${JSON.stringify(runtime)}).toTemporalWorkflows(${JSON.stringify(workflowNames)});`,
    'sandbox.finishLoading();',
    '',
  ].join('\n');
}
