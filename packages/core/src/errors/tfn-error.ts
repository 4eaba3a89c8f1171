import { field } from './thrown/thrown-fields.ts';

/** A stable name for one kind of problem: `TFN_AREA_PROBLEM`. Codes are never reused. */
export type TfnErrorCode = `TFN_${string}`;

const ERROR_BRAND = Symbol.for('@tfn/error');

/** The error that every `@tfn` package throws. Programs check its `code`; its message is for people. */
export class TfnError extends Error {
  declare readonly code: TfnErrorCode;
  /** The values in the message. */
  declare readonly details: Readonly<Record<string, unknown>>;

  static {
    (this.prototype as unknown as Record<symbol, true>)[ERROR_BRAND] = true;
  }

  constructor(code: TfnErrorCode, message: string, { cause, details = {} }: TfnErrorOptions = {}) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'TfnError';
    this.code = code;
    this.details = details;
  }
}

export interface TfnErrorOptions {
  cause?: unknown;
  details?: Readonly<Record<string, unknown>>;
}

/** Recognises a `TfnError`, also one that another copy of core made or that comes from another realm, such as the workflow sandbox. */
export function isTfnError(value: unknown): value is TfnError {
  return !!field(value, ERROR_BRAND);
}
