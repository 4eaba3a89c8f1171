import type { Payload } from '@temporalio/common';
import { DEFAULT_PAYLOAD_LIMIT, defineErrors, sizeOfFields, sizeOfPayloads } from '@tfn/core/internal';
import type { MemoryServer } from '../memory-server.ts';
import { toPayloads } from '../workflow/sdk-sandbox.ts';

/** Converts and encodes the values of one message, as a client does that a server's environment has. @throws {TfnError} TFN_PAYLOAD_TOO_LARGE */
export async function sendValues({ wire }: MemoryServer, values: readonly unknown[]): Promise<readonly Payload[]> {
  const payloads = await wire.encode(toPayloads(values, wire.values));
  assertSize(sizeOfPayloads(payloads));
  return payloads;
}

/** The same of a memo. @throws {TfnError} TFN_PAYLOAD_TOO_LARGE */
export async function sendFields(
  { wire }: MemoryServer,
  values: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, Payload>>> {
  const fields = Object.entries(values).map(([key, value]) => [key, toPayloads([value], wire.values)[0] as Payload]);
  const encoded = await wire.encode(Object.fromEntries(fields) as Record<string, Payload>);
  assertSize(sizeOfFields(encoded));
  return encoded;
}

// --- internal ---

/** In the words of the client. */
const sizeError = defineErrors({
  TFN_PAYLOAD_TOO_LARGE: (d: { size: number; limit: number }): string =>
    `Cannot send a value: it has ${d.size} bytes, but Temporal accepts at most ${d.limit}. Store it elsewhere and send a reference.`,
});

function assertSize(size: number): void {
  if (size > DEFAULT_PAYLOAD_LIMIT) throw sizeError('TFN_PAYLOAD_TOO_LARGE', { size, limit: DEFAULT_PAYLOAD_LIMIT });
}
