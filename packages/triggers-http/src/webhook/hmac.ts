import { toMilliseconds } from '@tfn/core';
import type { Duration, HttpHeaders, HttpVerifier } from '@tfn/core';
import { joinBytes, toBytes } from '@tfn/core/internal';
import { httpError } from '../errors.ts';

/** A key shared with the sender; several during a rotation. */
export type WebhookSecret = string | readonly string[];

/** How a webhook is signed. */
export interface HmacOptions {
  /** The header that holds the signature. */
  header: string;
  secret: WebhookSecret;
  /** @default 'sha256' */
  algorithm?: 'sha1' | 'sha256' | 'sha384' | 'sha512';
  /** @default 'hex' */
  encoding?: 'hex' | 'base64';
  /** The prefix of the signature in its header, such as 'sha256='. @default '' */
  prefix?: string;
  /** The header with the time of signing, in seconds since 1970. The signed content is then `<timestamp>.<body>`. */
  timestampHeader?: string;
  /** The maximum difference of that time from now. @default '5m' */
  tolerance?: Duration;
  /** Returns the part of the signed content before the body. @default `<timestamp>.`, or nothing without a timestamp */
  signedPrefix?: (parts: { timestamp: string | undefined; headers: HttpHeaders }) => string;
}

/**
 * Checks a webhook's HMAC signature of the raw body, in constant time.
 * @example tfn.http('POST', '/hooks/shop', onShopEvent, { verify: hmac({ header: 'x-signature', secret }) });
 * @throws {TfnError} TFN_HTTP_VERIFY_OPTIONS, TFN_DURATION_INVALID
 */
export function hmac(options: HmacOptions): HttpVerifier {
  const { header, algorithm = 'sha256', encoding = 'hex', prefix = '', timestampHeader } = options;
  const keys = createKeys('hmac', { secret: options.secret, algorithm });
  if (typeof header !== 'string' || header === '')
    throw httpError('TFN_HTTP_VERIFY_OPTIONS', {
      call: 'hmac',
      problem: 'the option header must be the name of a header',
    });
  const tolerance = toMilliseconds(options.tolerance ?? '5m', 'tolerance');
  const defaultPrefix = ({ timestamp }: { timestamp: string | undefined }): string =>
    timestamp === undefined ? '' : `${timestamp}.`;
  const signedPrefix = options.signedPrefix ?? defaultPrefix;
  return async ({ headers, rawBody }) => {
    const given = headers[header.toLowerCase()];
    if (given === undefined || !given.startsWith(prefix)) return false;
    const timestamp = timestampHeader === undefined ? undefined : headers[timestampHeader.toLowerCase()];
    if (timestampHeader !== undefined && !isRecent(timestamp, tolerance)) return false;
    const signature = decodeSignature(given.slice(prefix.length), encoding);
    return keys.verify([signature], joinBytes([toBytes(signedPrefix({ timestamp, headers })), rawBody]));
  };
}

/** Whether a time in seconds since 1970 is close to now, which protects against replays of old requests. */
export function isRecent(timestamp: string | undefined, tolerance: number): boolean {
  return (
    timestamp !== undefined && /^\d+$/.test(timestamp) && Math.abs(Date.now() - Number(timestamp) * 1000) <= tolerance
  );
}

/** Decodes a signature; undefined if its encoding is invalid. */
export function decodeSignature(text: string, encoding: 'hex' | 'base64'): Uint8Array | undefined {
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

/** Keys that check signatures. */
export interface Keys {
  /** Whether one of the keys verifies one of the signatures. */
  verify(signatures: readonly (Uint8Array | undefined)[], data: Uint8Array): Promise<boolean>;
}

/** @throws {TfnError} TFN_HTTP_VERIFY_OPTIONS without a secret: with an empty one, anyone could sign */
export function createKeys(
  call: string,
  { secret, algorithm }: { secret: WebhookSecret; algorithm: 'sha1' | 'sha256' | 'sha384' | 'sha512' },
): Keys {
  const secrets = typeof secret === 'string' ? [secret] : secret;
  if (
    !Array.isArray(secrets) ||
    secrets.length === 0 ||
    secrets.some((each) => typeof each !== 'string' || each === '')
  )
    throw httpError('TFN_HTTP_VERIFY_OPTIONS', {
      call,
      problem: 'the option secret must be a non-empty string, or a list of them',
    });
  const hash = `SHA-${algorithm.slice(3)}`;
  let importing: ReturnType<typeof importAll> | undefined;
  const importAll = () =>
    Promise.all(
      secrets.map((each) => crypto.subtle.importKey('raw', toBytes(each), { name: 'HMAC', hash }, false, ['verify'])),
    );
  return {
    async verify(signatures, data) {
      importing ??= importAll();
      let right = false;
      // No early return, so that the duration does not reveal which key matched.
      for (const key of await importing)
        for (const signature of signatures)
          // Web Crypto compares in constant time.
          if (signature !== undefined && (await crypto.subtle.verify('HMAC', key, signature, data))) right = true;
      return right;
    },
  };
}
