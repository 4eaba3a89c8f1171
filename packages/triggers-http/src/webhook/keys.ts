import { toBytes } from '@tfn/core/internal';
import { httpError } from '../errors.ts';

/** A key shared with the sender, as a text or as bytes; several during a rotation. */
export type WebhookSecret = string | Uint8Array | readonly (string | Uint8Array)[];

/** The hashes of signatures. */
export const ALGORITHMS = ['sha1', 'sha256', 'sha384', 'sha512'] as const;
export type WebhookAlgorithm = (typeof ALGORITHMS)[number];

/** Keys that check signatures. */
export interface Keys {
  /** Whether one of the keys verifies one of the signatures, of which only the first few count. */
  verify(signatures: readonly (Uint8Array | undefined)[], data: Uint8Array): Promise<boolean>;
}

/** What `createKeys` needs. */
export interface KeysInput {
  readonly secret: WebhookSecret;
  /** @default 'sha256' */
  readonly algorithm?: WebhookAlgorithm;
  /** The name of the option that has the secret. @default 'secret' */
  readonly option?: string;
  /** The bytes of a secret that is a text; undefined when it is not valid. @default its UTF-8 */
  readonly toKey?: (text: string) => Uint8Array | undefined;
}

/** @throws {TfnError} TFN_HTTP_VERIFY_OPTIONS without a secret: with an empty one, anyone could sign */
export function createKeys(
  call: string,
  { secret, algorithm = 'sha256', option = 'secret', toKey = toBytes }: KeysInput,
): Keys {
  if (!ALGORITHMS.includes(algorithm))
    throw invalid(call, `the option algorithm must be one of ${ALGORITHMS.join(', ')}`);
  const secrets = Array.isArray(secret) ? (secret as readonly unknown[]) : [secret];
  const isEmpty = (each: unknown): boolean =>
    typeof each === 'string' ? each.trim() === '' : !(each instanceof Uint8Array) || each.byteLength === 0;
  if (secrets.length === 0 || secrets.some(isEmpty))
    throw invalid(call, `the option ${option} must be a text or bytes that are not empty, or a list of them`);
  const keys = (secrets as (string | Uint8Array)[]).map((each) =>
    typeof each === 'string' ? toKey(each) : each.slice(),
  );
  if (keys.some((key) => key === undefined || key.byteLength === 0))
    throw invalid(call, `the option ${option} is not as the sender shows it`);
  const hash = `SHA-${algorithm.slice(3)}`;
  let importing: ReturnType<typeof importAll> | undefined;
  const importAll = () =>
    Promise.all(
      keys.map((key) =>
        crypto.subtle.importKey('raw', key as Uint8Array<ArrayBuffer>, { name: 'HMAC', hash }, false, ['verify']),
      ),
    );
  return {
    async verify(signatures, data) {
      importing ??= importAll().catch((error: unknown) => {
        importing = undefined;
        throw error;
      });
      let right = false;
      // No early return, so that the duration does not reveal which key matched.
      for (const key of await importing)
        for (const signature of signatures.slice(0, MOST_SIGNATURES))
          // Web Crypto compares in constant time.
          if (signature !== undefined && (await crypto.subtle.verify('HMAC', key, signature as never, data as never)))
            right = true;
      return right;
    },
  };
}

/** Decodes a signature or a key; undefined if its encoding is invalid. */
export function decode(text: string, encoding: 'hex' | 'base64'): Uint8Array | undefined {
  if (encoding === 'hex')
    return /^(?:[0-9a-f]{2})+$/i.test(text)
      ? Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
      : undefined;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** Whether a time in seconds since 1970 is close to now, which protects against replays of old requests. */
export function isRecent(timestamp: string | undefined, tolerance: number): boolean {
  return (
    timestamp !== undefined &&
    /^\d{1,15}$/.test(timestamp) &&
    Math.abs(Date.now() - Number(timestamp) * 1000) <= tolerance
  );
}

/** Makes the error of a wrong option. */
export function invalid(call: string, problem: string): Error {
  return httpError('TFN_HTTP_VERIFY_OPTIONS', { call, problem });
}

// --- internal ---

/** A sender signs with two keys during a rotation; whoever sends many only wastes our time. */
const MOST_SIGNATURES = 8;
