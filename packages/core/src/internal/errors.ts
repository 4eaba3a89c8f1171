import { defineErrors } from '../tfn-error.ts';
import type { ErrorFactory } from '../tfn-error.ts';

/** The errors that several packages share. Every entry is described in docs/reference/errors.md. */
export const sharedErrors = {
  TFN_NODE_TOO_OLD: (d: { version: string; needed: string }): string =>
    `This is Node ${d.version}, but Temporal Functions needs Node ${d.needed} or newer. Install a current Node.js.`,
  TFN_INPUT_UNSERIALIZABLE: (d: UnserializablePart): string => `The input of ${cannotBeSent(d)}`,
  TFN_RESULT_UNSERIALIZABLE: (d: UnserializablePart): string => `The result of ${cannotBeSent(d)}`,
} as const;

/** Which part of what cannot be sent; `path` is '' for the whole of it. */
export interface UnserializablePart {
  readonly what: string;
  readonly path: string;
  readonly problem: string;
}

/** Makes an error of the shared table. */
export const sharedError: ErrorFactory<typeof sharedErrors> = defineErrors(sharedErrors);

// --- internal ---

function cannotBeSent({ what, path, problem }: UnserializablePart): string {
  const part = path === '' ? 'it' : `'${path}'`;
  return `${what} cannot be sent: ${part} is ${problem}. Give plain data (strings, numbers, booleans, null, arrays, objects, bytes), or a dataConverter.`;
}
