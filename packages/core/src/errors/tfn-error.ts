/** A stable name for one kind of problem: `TFN_AREA_PROBLEM`. Codes are never reused. */
export type TfnErrorCode = `TFN_${string}`;

/** What every package of ours throws. Tell problems apart by `code`; the message is for people. */
export class TfnError extends Error {
  declare readonly code: TfnErrorCode;
  /** The values that the message names. */
  declare readonly details: Readonly<Record<string, unknown>>;

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

/** Tells a `TfnError`, also one made by another copy of core. */
export function isTfnError(value: unknown): value is TfnError {
  return value instanceof Error && value.name === 'TfnError';
}

/** A package's error table: a message for each code, from the details that it names. */
export type ErrorTable = Readonly<Record<TfnErrorCode, (details: never) => string>>;

/** Makes an error of one table; `cause` is whatever was caught. */
export type ErrorFactory<TTable extends ErrorTable> = <TCode extends keyof TTable & TfnErrorCode>(
  code: TCode,
  details: Parameters<TTable[TCode]>[0],
  cause?: unknown,
) => TfnError;

/** Turns a package's error table into the function that makes its errors. */
export function defineErrors<const TTable extends ErrorTable>(table: TTable): ErrorFactory<TTable> {
  return (code, details, cause) =>
    new TfnError(code, (table[code] as (details: never) => string)(details as never), {
      cause,
      details: details as Readonly<Record<string, unknown>>,
    });
}
