import { DEFAULT_PAYLOAD_LIMIT } from '@tfn/core/internal';
import { callError } from '../errors/transport-errors.ts';

/** The largest values that a client sends. Temporal may end a workflow whose message is larger, so they are refused before. */
export interface PayloadLimit {
  /**
   * Checks the encoded size of the values of one message; `readLimit` asks Temporal for the namespace's limit.
   * @throws {TfnError} TFN_PAYLOAD_TOO_LARGE
   */
  check(size: number, readLimit: () => Promise<number>): Promise<void>;
}

/** Without a limit of the user's, the namespace's applies, which is asked for once, when a value may exceed it. */
export function createPayloadLimit(given: number | undefined): PayloadLimit {
  let known = given;
  return {
    async check(size, readLimit) {
      if (size <= (given ?? HARMLESS)) return;
      known ??= (await readLimit().catch(() => 0)) || DEFAULT_PAYLOAD_LIMIT;
      if (size > known) throw callError('TFN_PAYLOAD_TOO_LARGE', { size, limit: known });
    },
  };
}

// --- internal ---

/** Bytes. Servers warn of values from half of this on; no limit is expected to be lower. */
const HARMLESS = 512 * 1024;
