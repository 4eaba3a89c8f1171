import { createEncryptionCodec, parseEncryptionKeys } from '@tfn/core/encryption';
import type { PayloadCodec } from '@tfn/core/encryption';

/** Encrypts what Temporal keeps, with the keys of ENCRYPTION_KEYS, written as `id:base64,…`; without them nothing does. */
export function payloadCodec(): { payloadCodec?: PayloadCodec } {
  const keys = process.env['ENCRYPTION_KEYS'];
  return keys ? { payloadCodec: createEncryptionCodec(parseEncryptionKeys(keys)) } : {};
}
