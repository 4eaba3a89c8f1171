/** Measures what the client of Temporal's SDK sends. */
import type { Client as TemporalClient } from '@temporalio/client';
import type { DataConverter, LoadedDataConverter, Payload, PayloadCodec } from '@temporalio/common';
import { sizeOfFields, sizeOfPayloads } from '@tfn/core/internal';
import { sizeError } from '../errors/call-errors.ts';
import type { CallInput } from '../errors/call-errors.ts';
import type { PayloadLimit } from '../limits/payload-limit.ts';

/** Adds a codec that changes nothing and checks what leaves the last one. It sees the values of one message at a time. */
export function withMeter(converter: DataConverter | undefined, check: (size: number) => Promise<void>): DataConverter {
  const meter: PayloadCodec = {
    async encode(payloads) {
      await check(sizeOfPayloads(payloads));
      return payloads;
    },
    decode: async (payloads) => payloads,
  };
  return { ...converter, payloadCodecs: [...(converter?.payloadCodecs ?? []), meter] };
}

/** Asks for the limit of the client's namespace, in bytes; 0 when the server does not report it. */
export async function readNamespaceLimit({ workflowService, options }: TemporalClient): Promise<number> {
  const { namespaceInfo } = await workflowService.describeNamespace({ namespace: options.namespace });
  return Number(namespaceInfo?.limits?.blobSizeLimitError ?? 0);
}

/** Encodes inputs only to check them: memos, whose fields the SDK encodes one by one, and all that a client of the user's sends. */
export async function assertSizes(
  inputs: readonly CallInput[],
  { temporal, sizes, action }: { temporal: TemporalClient; sizes: PayloadLimit; action: string },
): Promise<void> {
  for (const input of inputs)
    try {
      const size = await measure(input, temporal.options.loadedDataConverter);
      await sizes.check(size, () => readNamespaceLimit(temporal));
    } catch (error) {
      throw sizeError(error, { action, inputs: [input] });
    }
}

// --- internal ---

async function measure({ part, value }: CallInput, converter: LoadedDataConverter): Promise<number> {
  if (value === undefined) return 0;
  if (part !== 'memo') return sizeOfPayloads(await encode(value, converter));
  const fields: Record<string, Payload> = {};
  for (const [key, field] of Object.entries(value as object)) {
    const [payload] = await encode(field, converter);
    if (payload) fields[key] = payload;
  }
  return sizeOfFields(fields);
}

async function encode(value: unknown, { payloadConverter, payloadCodecs }: LoadedDataConverter): Promise<Payload[]> {
  let payloads = [payloadConverter.toPayload(value)];
  for (const codec of payloadCodecs) payloads = await codec.encode(payloads);
  return payloads;
}
