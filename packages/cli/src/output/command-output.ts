/** The output of a command: `text`, or `data` with --json. */
export interface CommandOutput {
  readonly data: unknown;
  readonly text: string;
  /** @default 0 */
  readonly exitCode?: number;
}
