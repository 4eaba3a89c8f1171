/** What the generated entry of a bundle loads. */
export interface EntryInput {
  /** Absolute paths. */
  readonly files: readonly string[];
  readonly workflowNames: readonly string[];
  /** The module with the code that runs in the sandbox. */
  readonly runtime: string;
}

/** The source of a bundle's entry: loads the user's files, then offers the registered workflows to Temporal. */
export function toEntrySource({ files, workflowNames, runtime }: EntryInput): string {
  const requires = files.map((file) => `require(${JSON.stringify(file)});`);
  const names = JSON.stringify(workflowNames);
  return [...requires, `module.exports = require(${JSON.stringify(runtime)}).toTemporalWorkflows(${names});`, ''].join('\n');
}
