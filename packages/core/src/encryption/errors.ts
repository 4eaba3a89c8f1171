import { defineErrors } from '../errors/define-errors.ts';
import type { ErrorFactory } from '../errors/define-errors.ts';

/** The errors of encryption. No message contains a key or a plaintext. */
export const encryptionErrors = {
  TFN_ENCRYPTION_KEYS: (d: { problem: string }): string =>
    `The encryption keys are invalid: ${d.problem}. A key is 32 bytes, as bytes or in base64: openssl rand -base64 32.`,
  TFN_ENCRYPTION_KEY_UNKNOWN: (d: { key: string; known: readonly string[] }): string =>
    `A value is encrypted with the key '${d.key}', which is not configured; configured: '${d.known.join("', '")}'. ` +
    'Add it to `keys`; `activeKey` need not change.',
  TFN_ENCRYPTION_FAILED: (d: { key: string }): string =>
    `A value cannot be decrypted with the key '${d.key}': it was encrypted with another key of the same id, or changed afterwards.`,
} as const;

/** Makes an error of the table. */
export const encryptionError: ErrorFactory<typeof encryptionErrors> = defineErrors(encryptionErrors);
