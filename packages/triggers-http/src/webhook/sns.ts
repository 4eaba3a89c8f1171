import type { KeyObject } from 'node:crypto';
import type { HttpRequest, HttpUnverified } from '@tfn/core';
import { decode, invalid } from './keys.ts';
import { jsonIn, textIn } from './webhook-verifier.ts';
import type { WebhookVerifier } from './webhook-verifier.ts';

/** Options of `snsSignature`. */
export interface SnsOptions {
  /** The topics that may send: without them, everyone's topic could. */
  topicArn: string | readonly string[];
  /** Whether it confirms subscriptions of these topics. @default true */
  confirm?: boolean;
  /** Gets certificates and confirms subscriptions. @default the global fetch */
  fetch?: (url: string) => Promise<{ readonly ok: boolean; text(): Promise<string> }>;
}

/**
 * Checks the messages of Amazon SNS by Amazon's certificate, which it gets once for each URL. The target's input is the whole message, as
 * SNS sends it; the id of an event is `MessageId`. It confirms subscriptions. For Node.js only.
 * @throws {TfnError} TFN_HTTP_VERIFY_OPTIONS
 */
export function snsSignature({ topicArn, confirm = true, fetch = fetchOnce }: SnsOptions): WebhookVerifier {
  const topics = typeof topicArn === 'string' ? [topicArn] : topicArn;
  if (!Array.isArray(topics) || topics.length === 0 || topics.some((topic) => !/^arn:[\w-]+:sns:/.test(String(topic))))
    throw invalid(
      'snsSignature',
      "the option topicArn must be the ARN of a topic, such as 'arn:aws:sns:eu-west-1:123456789012:orders', or a list of them",
    );
  const certificates = new Map<string, Promise<KeyObject>>();
  const keyOf = (url: string): Promise<KeyObject> => {
    let found = certificates.get(url);
    if (found === undefined) {
      const [oldest] = certificates.keys();
      if (certificates.size >= MOST_CERTIFICATES && oldest !== undefined) certificates.delete(oldest);
      found = get(fetch, url).then((certificate) => nodeCrypto().createPublicKey(certificate));
      certificates.set(url, found);
      found.catch(() => certificates.delete(url));
    }
    return found;
  };
  const verify = async ({ rawBody }: Pick<HttpUnverified, 'headers' | 'rawBody'>): Promise<boolean> => {
    const message = messageOf(rawBody);
    const url = textIn(message, 'SigningCertURL') ?? textIn(message, 'SigningCertUrl') ?? '';
    const algorithm = HASHES.get(textIn(message, 'SignatureVersion') ?? '');
    const signature = decode(textIn(message, 'Signature') ?? '', 'base64');
    const topic = textIn(message, 'TopicArn') ?? '';
    if (algorithm === undefined || signature === undefined || !topics.includes(topic)) return false;
    if (!CERTIFICATE_PATH.test(pathAtSns(url, topic) ?? '')) return false;
    const names = NAMES.get(textIn(message, 'Type') ?? '');
    const signed = names
      ?.filter((name) => textIn(message, name) !== undefined)
      .map((name) => `${name}\n${textIn(message, name)}\n`)
      .join('');
    if (signed === undefined) return false;
    return nodeCrypto()
      .createVerify(algorithm)
      .update(signed, 'utf8')
      .verify(await keyOf(url), signature);
  };
  return Object.assign(verify, {
    eventId: ({ body }: HttpRequest) => textIn(body, 'MessageId'),
    event: ({ rawBody }: HttpRequest) => messageOf(rawBody),
    async handshake({ rawBody }: HttpRequest) {
      const message = messageOf(rawBody);
      const type = textIn(message, 'Type');
      if (type !== 'SubscriptionConfirmation' && type !== 'UnsubscribeConfirmation') return undefined;
      if (!confirm || type !== 'SubscriptionConfirmation') return { type };
      const url = textIn(message, 'SubscribeURL') ?? '';
      if (pathAtSns(url, textIn(message, 'TopicArn') ?? '') === undefined)
        throw new Error('The SubscribeURL of a message of Amazon SNS is of another host.');
      await get(fetch, url);
      return { type };
    },
  });
}

// --- internal ---

const MOST_CERTIFICATES = 16;
const CERTIFICATE_PATH = /^\/SimpleNotificationService-[0-9a-f]+\.pem$/;
/** Milliseconds. */
const FETCH_TIMEOUT = 5000;

const HASHES: ReadonlyMap<string, string> = new Map([
  ['1', 'RSA-SHA1'],
  ['2', 'RSA-SHA256'],
]);

const OF_SUBSCRIPTION = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
/** What SNS signs of each type of message, in this order. */
const NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ['Notification', ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']],
  ['SubscriptionConfirmation', OF_SUBSCRIPTION],
  ['UnsubscribeConfirmation', OF_SUBSCRIPTION],
]);

/** The message, which SNS sends as text/plain; undefined when it is not JSON. */
function messageOf(rawBody: Uint8Array): unknown {
  try {
    return jsonIn(rawBody);
  } catch {
    return undefined;
  }
}

/**
 * The path and query of a URL of Amazon SNS in the region of a topic; undefined for any other, whose certificate anyone may have made. Not every
 * host below amazonaws.com is Amazon's: others may be of buckets in S3.
 */
function pathAtSns(url: string, topic: string): string | undefined {
  const [, partition, , region] = topic.split(':');
  const start = `https://sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;
  return /^[a-z0-9-]+$/.test(region ?? '') && url.startsWith(`${start}/`) ? url.slice(start.length) : undefined;
}

async function get(fetch: NonNullable<SnsOptions['fetch']>, url: string): Promise<string> {
  const response = await fetch(url);
  const text = await response.text();
  if (!response.ok) throw new Error(`Amazon SNS did not answer ${url}.`);
  return text;
}

function fetchOnce(url: string): Promise<Response> {
  return fetch(url, { redirect: 'error', signal: AbortSignal.timeout(FETCH_TIMEOUT) });
}

/** Web Crypto reads no certificates. Not an import, which bundles for the edge could not resolve. */
function nodeCrypto(): typeof import('node:crypto') {
  const { getBuiltinModule } = globalThis.process ?? {};
  if (getBuiltinModule === undefined) throw invalid('snsSignature', 'it needs Node.js 20.16 or newer');
  return getBuiltinModule('node:crypto');
}
