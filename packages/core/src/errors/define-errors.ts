import { TfnError } from './tfn-error.ts';
import type { TfnErrorCode } from './tfn-error.ts';

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
