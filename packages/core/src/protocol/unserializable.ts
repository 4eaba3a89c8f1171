import { messageOf } from '../errors/thrown/thrown-fields.ts';
import type { TfnError } from '../errors/tfn-error.ts';
import { sendError } from '../errors/send-errors.ts';
import { RefusedValue } from '../values/refused.ts';
import { toValuePayload } from '../values/value-payload.ts';
import type { ValuesMode } from '../values/write-value.ts';

/** A value that is sent to Temporal; `what` names its owner, such as "the function 'charge'". */
export interface SentValue {
  readonly kind: 'input' | 'result';
  readonly what: string;
  /** What is sent instead of an input or a result, such as 'memo' or 'memo.team'. */
  readonly part?: string | undefined;
  readonly value: unknown;
}

/** TFN_INPUT_UNSERIALIZABLE or TFN_RESULT_UNSERIALIZABLE if the value cannot be sent, otherwise undefined. */
export function unserializableError(sent: SentValue, { mode, cause }: SentHow = {}): TfnError | undefined {
  try {
    toValuePayload(sent.value, mode);
    return undefined;
  } catch (error) {
    return refusalError(sent, error, cause);
  }
}

/** The error of a value whose conversion threw. */
export function refusalError({ kind, what, part }: SentValue, refusal: unknown, cause?: unknown): TfnError {
  const { path, problem } =
    refusal instanceof RefusedValue ? refusal : { path: '', problem: `not JSON: ${messageOf(refusal)}` };
  const code = kind === 'input' ? 'TFN_INPUT_UNSERIALIZABLE' : 'TFN_RESULT_UNSERIALIZABLE';
  const [owner] = part?.split('.') ?? [];
  return sendError(code, { what, ...(owner && { part: owner }), path: `${part ?? kind}${path}`, problem }, cause);
}

/** How a value is sent. */
export interface SentHow {
  /** @default 'rich' */
  readonly mode?: ValuesMode | undefined;
  /** Why Temporal's SDK did not send it. */
  readonly cause?: unknown;
}
