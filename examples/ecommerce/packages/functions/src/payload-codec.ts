import { createEncryptionCodec, parseEncryptionKeys } from '@tfn/core/encryption';
import type { PayloadCodec } from '@tfn/core/encryption';

/** Encrypts the payloads that Temporal stores, with the keys of ENCRYPTION_KEYS (`id:base64,…`). Without keys, no encryption. */
export function payloadCodec(): { payloadCodec?: PayloadCodec } {
  const keys = process.env['ENCRYPTION_KEYS'];
  return keys ? { payloadCodec: createEncryptionCodec(parseEncryptionKeys(keys)) } : {};
}
