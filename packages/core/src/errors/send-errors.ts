import { defineErrors } from './define-errors.ts';
import type { ErrorFactory } from './define-errors.ts';

/** The errors of values that JSON cannot represent; part of the shared table. */
export const sendErrors = {
  TFN_INPUT_UNSERIALIZABLE: (d: UnserializablePart): string => `The ${d.part ?? 'input'} of ${cannotBeSent(d)}`,
  TFN_RESULT_UNSERIALIZABLE: (d: UnserializablePart): string => `The ${d.part ?? 'result'} of ${cannotBeSent(d)}`,
} as const;

/** The part of a value that cannot be sent; `path` is '' for the whole value. */
export interface UnserializablePart {
  readonly what: string;
  /** @default 'input', or 'result' */
  readonly part?: string | undefined;
  readonly path: string;
  readonly problem: string;
}

/** Makes an error of this table. */
export const sendError: ErrorFactory<typeof sendErrors> = defineErrors(sendErrors);

// --- internal ---

function cannotBeSent({ what, path, problem }: UnserializablePart): string {
  return `${what} cannot be sent: ${path ? `'${path}'` : 'it'} is ${problem}. Send JSON or bytes, or set a dataConverter.`;
}
