import { toMilliseconds } from '@tfn/core';
import type { Duration, HttpHeaders } from '@tfn/core';
import { joinBytes, toBytes } from '@tfn/core/internal';
import { createKeys, decode, invalid, isRecent } from './keys.ts';
import type { WebhookAlgorithm, WebhookSecret } from './keys.ts';
import type { WebhookVerifier } from './webhook-verifier.ts';

/** How a webhook is signed. */
export interface HmacOptions {
  /** The header that holds the signature. */
  header: string;
  secret: WebhookSecret;
  /** @default 'sha256' */
  algorithm?: WebhookAlgorithm;
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
export function hmac(options: HmacOptions): WebhookVerifier {
  const { header, algorithm = 'sha256', encoding = 'hex', prefix = '', timestampHeader } = options;
  const keys = createKeys('hmac', { secret: options.secret, algorithm });
  if (typeof header !== 'string' || header.trim() === '')
    throw invalid('hmac', 'the option header must be the name of a header');
  if (encoding !== 'hex' && encoding !== 'base64')
    throw invalid('hmac', "the option encoding must be 'hex' or 'base64'");
  for (const [name, value] of Object.entries({ prefix, timestampHeader }))
    if (value !== undefined && typeof value !== 'string') throw invalid('hmac', `the option ${name} must be a text`);
  const tolerance = toMilliseconds(options.tolerance ?? '5m', 'tolerance');
  const defaultPrefix = ({ timestamp }: { timestamp: string | undefined }): string =>
    timestamp === undefined ? '' : `${timestamp}.`;
  const signedPrefix = options.signedPrefix ?? defaultPrefix;
  return async ({ headers, rawBody }) => {
    const given = headers[header.toLowerCase()];
    if (given === undefined || !given.startsWith(prefix)) return false;
    const timestamp = timestampHeader === undefined ? undefined : headers[timestampHeader.toLowerCase()];
    if (timestampHeader !== undefined && !isRecent(timestamp, tolerance)) return false;
    const signature = decode(given.slice(prefix.length), encoding);
    return keys.verify([signature], joinBytes([toBytes(signedPrefix({ timestamp, headers })), rawBody]));
  };
}
