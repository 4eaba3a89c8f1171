import { createEncryptionCodec, parseEncryptionKeys } from '@tfn/core/encryption';
import type { PayloadCodec } from '@tfn/core/encryption';
import type { ResolvedConfig } from '../config/resolve-config.ts';

/** The codec of the configuration's keys, for clients and workers. @throws {TfnError} TFN_ENCRYPTION_KEYS */
export function payloadCodecOf({ temporal }: Pick<ResolvedConfig, 'temporal'>): PayloadCodec | undefined {
  const { encryptionKeys } = temporal;
  return encryptionKeys === undefined ? undefined : createEncryptionCodec(parseEncryptionKeys(encryptionKeys));
}
