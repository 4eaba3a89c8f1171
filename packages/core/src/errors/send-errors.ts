import { defineErrors } from './define-errors.ts';
import type { ErrorFactory } from './define-errors.ts';

/** The errors of values that cannot be sent or read; part of the shared table. */
export const sendErrors = {
  TFN_INPUT_UNSERIALIZABLE: (d: UnserializablePart): string => `The ${d.part ?? 'input'} of ${cannotBeSent(d)}`,
  TFN_RESULT_UNSERIALIZABLE: (d: UnserializablePart): string => `The ${d.part ?? 'result'} of ${cannotBeSent(d)}`,
  TFN_VALUE_KIND_UNKNOWN: (d: { kind: string }): string =>
    `A value of the kind '${d.kind}' cannot be read: a newer version of Temporal Functions sent it. Upgrade this client or worker to that version.`,
} as const;

/** The part of a value that cannot be sent: `path` is 'input.items[3].file', or 'input' for the whole input. */
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
  const isPart = /[.[]/.test(path);
  return `${what} cannot be sent: ${isPart ? `'${path}'` : 'it'} is ${problem}. Send plain data instead, or set a dataConverter.`;
}
