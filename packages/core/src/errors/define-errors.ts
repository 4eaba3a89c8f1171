import { TfnError } from './tfn-error.ts';
import type { TfnErrorCode } from './tfn-error.ts';

/** A package's error table: for each code a function that makes the message from the details. */
export type ErrorTable = Readonly<Record<TfnErrorCode, (details: never) => string>>;

/** Makes an error of one table; `cause` is the caught error, if any. */
export type ErrorFactory<TTable extends ErrorTable> = <TCode extends keyof TTable & TfnErrorCode>(
  code: TCode,
  details: Parameters<TTable[TCode]>[0],
  cause?: unknown,
) => TfnError;

/** Makes the function that creates the errors of a table. */
export function defineErrors<const TTable extends ErrorTable>(table: TTable): ErrorFactory<TTable> {
  return (code, details, cause) =>
    new TfnError(code, (table[code] as (details: never) => string)(details as never), {
      cause,
      details: details as Readonly<Record<string, unknown>>,
    });
}
