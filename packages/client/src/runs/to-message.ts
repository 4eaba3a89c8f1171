import { messageName } from '@tfn/core/internal';
import type { AnyMessageDef } from '@tfn/core';
import type { CallInput } from '../errors/call-errors.ts';
import type { SentMessage } from '../transport.ts';

/** Makes the message to send; without an input it has no argument. */
export function toMessage(
  kind: 'signal' | 'query' | 'update',
  given: AnyMessageDef | string,
  input: unknown,
): { message: SentMessage; inputs: readonly CallInput[] } {
  const name = messageName(given);
  return {
    message: { name, args: input === undefined ? [] : [input] },
    inputs: [{ what: `the ${kind} '${name}'`, value: input }],
  };
}
