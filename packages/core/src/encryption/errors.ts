import { defineErrors } from '../errors/define-errors.ts';
import type { ErrorFactory } from '../errors/define-errors.ts';

/** The errors of encryption. No message holds a key, nor what was encrypted. */
export const encryptionErrors = {
  TFN_ENCRYPTION_KEYS: (d: { problem: string }): string =>
    `Encryption cannot begin: ${d.problem}. A key is 32 bytes, as bytes or in base64: openssl rand -base64 32.`,
  TFN_ENCRYPTION_KEY_UNKNOWN: (d: { key: string; known: readonly string[] }): string =>
    `A value is encrypted with the key '${d.key}', which is not among those given: '${d.known.join("', '")}'. ` +
    'Add it to `keys`; `activeKey` may stay as it is.',
  TFN_ENCRYPTION_FAILED: (d: { key: string }): string =>
    `A value cannot be decrypted with the key '${d.key}': it was encrypted with another key of that id, or was changed since.`,
} as const;

/** Makes an error of the table. */
export const encryptionError: ErrorFactory<typeof encryptionErrors> = defineErrors(encryptionErrors);
