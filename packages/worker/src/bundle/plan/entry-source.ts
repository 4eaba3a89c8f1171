/** What the generated entry of a bundle loads. */
export interface EntryInput {
  /** Absolute paths. */
  readonly files: readonly string[];
  readonly workflowNames: readonly string[];
  /** The module with the code that runs in the sandbox, and the one that prepares the sandbox. */
  readonly runtime: string;
  readonly sandbox: string;
}

/** The source of a bundle's entry: loads the user's files, then offers the registered workflows to Temporal. */
export function toEntrySource({ files, workflowNames, runtime, sandbox }: EntryInput): string {
  return [
    `const sandbox = require(${JSON.stringify(sandbox)});`,
    ...files.map((file) => `require(${JSON.stringify(file)});`),
    `module.exports = require(${JSON.stringify(runtime)}).toTemporalWorkflows(${JSON.stringify(workflowNames)});`,
    'sandbox.finishLoading();',
    '',
  ].join('\n');
}
