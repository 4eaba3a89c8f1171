import { messageName } from '@tfn/core/internal';
import { assertText } from './assert-text.ts';
import type { AnyMessageDef } from '@tfn/core';
import type { CallInput } from '../errors/call-errors.ts';
import type { SentMessage } from '../transport.ts';

/** Makes the message to send; without an input it has no argument. @throws {TfnError} TFN_OPTIONS_INVALID */
export function toMessage(
  kind: 'signal' | 'query' | 'update',
  given: AnyMessageDef | string,
  input: unknown,
): { message: SentMessage; inputs: readonly CallInput[] } {
  const name = messageName(given);
  assertText(`the ${kind}`, name);
  return {
    message: { name, args: input === undefined ? [] : [input] },
    inputs: [{ what: `the ${kind} '${name}'`, value: input }],
  };
}
