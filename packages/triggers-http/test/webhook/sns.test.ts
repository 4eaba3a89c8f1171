import { createSign, generateKeyPairSync } from 'node:crypto';
import type { HttpRequest } from '@tfn/core';
import { snsSignature } from '@tfn/triggers-http';

const topicArn = 'arn:aws:sns:eu-west-1:123456789012:orders';
const certificateUrl = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem';

/** Self-signed; its private key was deleted. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIDGzCCAgOgAwIBAgIUCgIvg+xnDIr3+cC7LqFAhC1y/KEwDQYJKoZIhvcNAQEL
BQAwHDEaMBgGA1UEAwwRc25zLmFtYXpvbmF3cy5jb20wIBcNMjYxMTI5MDgyNDE2
WhgPMjEyNjExMDUwODI0MTZaMBwxGjAYBgNVBAMMEXNucy5hbWF6b25hd3MuY29t
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAjFzcZc+yQz1blGFxe3Uq
ssrKh0Fbs2kGjxvbevPO5PYL4BTaBWV7tw9jSq/FfD0b5aFamHTmMUzgHyItrHzM
KM+gFNzmLQigrIIrYPkdvkwlcqQi4gGi3UmciC2REYE+5oXZbmrOvmv1AcgsttwG
gkHScDTu5X8K+Uq2KpxD35aMVw0f/t5G8LgJTswHWI+u8gNtw6UxRn8lKz0pPxIf
4lRwvjEwzk3vERc5iXBnOJ4PNKZ2DKlojBJKcTPaNTzub/Sc6JpsyYCgbv6IWy/G
gqjfJ0Q87ZQTr72+Ku+bLnh5wTuQcPC4338bLBd1q27omRlVWiZJO9YoqtHzK309
OQIDAQABo1MwUTAdBgNVHQ4EFgQUZZeibpAt0gV6mRyMISn9We6iIk4wHwYDVR0j
BBgwFoAUZZeibpAt0gV6mRyMISn9We6iIk4wDwYDVR0TAQH/BAUwAwEB/zANBgkq
hkiG9w0BAQsFAAOCAQEAE7W/1JBBl+a/FLtA7MAEmXYcst6KTt90D35mpvnC+jdu
lZtF9XadjzZBYgyuuse5EyvuQ+qtXFFybFN3ahKLEzAK+V+l734p8fwKSvnqJL3I
/oZT0S6q4TRYrL0bh+2MJZzPOEqzv3hpmme9gJoXrg+nhRmonbUY/jzPOBcDeNbu
m9XsVvvEdzgk5ebqYlXmPuakfYjiBvenNACNDYC6Ngsr1dj9bevGaWaebIbgHwPv
KbxSIRN8wTbtBAm3UCgiNAoUaap+BAMZjGcxOZBDizaeKztVES9AIfWb8lSteEgg
uYQ8F3ZOnHdeo0I+yE3Z9VCVMrf+sMMXL/YL0pQ3fQ==
-----END CERTIFICATE-----
`;
/** Made with OpenSSL and the private key of the certificate. */
const SIGNATURE =
  'i3bOfQ1RIm7c6zKS1VLz1KA3tVEAW7d1IfqnzNFFuTGoy+9JZY20TQAwdbgm/qyd4V4mR4kyHLikoJnrVCIzEe6blx7Z4/o2qj0KDwvMtzMkZAdLcbe0LKP9EjgJACpEDfNOLOEh7NZ5x87dXeiZOdM/LvkdtIDBPmr1PfXZ9bd3XGSL9scI5d1PEzQ5tbjSldID6GHHR2rO15tzBKzDZdrU+eSe9ADzP2RU0WUd5v+q9qlmkT+OyCxWTu5LrpnNNsy2xBcUoakqa2wsnfMcW9gtLNWJxK+FNLWQyvbbaF/GYUGaRcbsxs19n66H1RL/xDBqsXU1EzcJghsHC92R3g==';
const notification = {
  ...{ Type: 'Notification', MessageId: 'b5d8d5d0-1111-5222-9333-c0ffee000001', TopicArn: topicArn },
  ...{ Message: '{"order":1}', Timestamp: '2026-11-29T08:00:00.000Z', SignatureVersion: '2' },
  ...{ Signature: SIGNATURE, SigningCertURL: certificateUrl },
};

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ownKey = publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** Signs the fields that SNS signs of a message. */
function signed(message: Record<string, string>, version: '1' | '2' = '2'): Record<string, string> {
  const names = ['Message', 'MessageId', 'SubscribeURL', 'Subject', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  const text = names.filter((name) => name in message).map((name) => `${name}\n${message[name]}\n`);
  const hash = version === '1' ? 'RSA-SHA1' : 'RSA-SHA256';
  const Signature = createSign(hash).update(text.join('')).sign(privateKey, 'base64');
  return { ...message, SignatureVersion: version, Signature, SigningCertURL: certificateUrl };
}

/** Answers each URL with a text, and notes it. */
function site(text: string): {
  asked: string[];
  fetch(url: string): Promise<{ ok: boolean; text(): Promise<string> }>;
} {
  const asked: string[] = [];
  const fetch = async (url: string) => {
    asked.push(url);
    return { ok: true, text: async () => text };
  };
  return { asked, fetch };
}

const received = (message: unknown): HttpRequest => {
  const rawBody = new TextEncoder().encode(typeof message === 'string' ? message : JSON.stringify(message));
  const headers = { 'content-type': 'text/plain; charset=UTF-8' };
  return { ...{ method: 'POST', path: '/', params: {}, query: {}, body: '', raw: undefined }, headers, rawBody };
};

describe('snsSignature', () => {
  it("accepts a notification by Amazon's certificate, which it gets once", async () => {
    const { asked, fetch } = site(CERTIFICATE);
    const verify = snsSignature({ topicArn, fetch });
    expect(await verify(received(notification))).toBe(true);
    expect(await verify(received(notification))).toBe(true);
    expect(asked).toEqual([certificateUrl]);
    const event = verify.event?.(received(notification));
    expect(event).toEqual(notification);
    expect(verify.eventId?.({ ...received(notification), body: event })).toBe(notification.MessageId);
    expect(await verify.handshake?.(received(notification))).toBeUndefined();
  });

  it.each(['1', '2'] as const)('accepts version %s of signatures, with and without a subject', async (version) => {
    const { SignatureVersion: _, Signature: __, SigningCertURL: ___, ...plain } = notification;
    const verify = snsSignature({ topicArn: ['arn:aws:sns:eu-west-1:1:other', topicArn], ...site(ownKey) });
    expect(await verify(received(signed(plain, version)))).toBe(true);
    expect(await verify(received(signed({ ...plain, Subject: 'Order' }, version)))).toBe(true);
  });

  it.each([
    ['another message', { ...notification, Message: '{"order":2}' }],
    ['an added subject', { ...notification, Subject: 'urgent' }],
    ['another topic', { ...notification, TopicArn: `${topicArn}-of-a-stranger` }],
    ['a certificate of another host', { ...notification, SigningCertURL: 'https://sns.evil.example/a.pem' }],
    [
      'a host that ends like Amazon',
      { ...notification, SigningCertURL: 'https://sns.eu-west-1.amazonaws.com.evil.example/a.pem' },
    ],
    [
      'a host in the credentials',
      { ...notification, SigningCertURL: 'https://sns.eu-west-1.amazonaws.com@evil.example/a.pem' },
    ],
    ['a certificate without TLS', { ...notification, SigningCertURL: certificateUrl.replace('https', 'http') }],
    [
      'a bucket of S3 with the name of SNS',
      { ...notification, SigningCertURL: certificateUrl.replace('.eu-west-1', '.s3-us-west-2') },
    ],
    ['another region', { ...notification, SigningCertURL: certificateUrl.replace('eu-west-1', 'eu-west-2') }],
    ['a query', { ...notification, SigningCertURL: `${certificateUrl}?x=1` }],
    ['a name that is no certificate of SNS', { ...notification, SigningCertURL: certificateUrl.replace('-1', '-x') }],
    ['another file of Amazon', { ...notification, SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/a.txt' }],
    ['an unknown version', { ...notification, SignatureVersion: '3' }],
    ['an unknown type', { ...notification, Type: 'constructor' }],
    ['no signature', { ...notification, Signature: undefined }],
    ['what is not JSON', 'order=1'],
    ['JSON that is no object', 'null'],
  ])('rejects %s', async (_, message) => {
    expect(await snsSignature({ topicArn, ...site(CERTIFICATE) })(received(message))).toBe(false);
  });

  it('gets the certificate again when it got something else', async () => {
    let text = 'not a certificate';
    const verify = snsSignature({ topicArn, fetch: async () => ({ ok: true, text: async () => text }) });
    await expect(verify(received(notification))).rejects.toThrow();
    text = CERTIFICATE;
    expect(await verify(received(notification))).toBe(true);
  });

  it('gets the certificate again when that failed', async () => {
    let isDown = true;
    const verify = snsSignature({
      topicArn,
      fetch: async () => ({ ok: !isDown, text: async () => CERTIFICATE }),
    });
    await expect(verify(received(notification))).rejects.toThrow('Amazon SNS did not answer');
    isDown = false;
    expect(await verify(received(notification))).toBe(true);
  });

  it('confirms subscriptions, unless told not to', async () => {
    const SubscribeURL = 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336';
    const subscription = signed({
      ...{ Type: 'SubscriptionConfirmation', MessageId: '1', TopicArn: topicArn, Token: '2336', SubscribeURL },
      ...{ Message: 'You have chosen to subscribe', Timestamp: '2026-11-29T08:00:00.000Z' },
    });
    const { asked, fetch } = site(ownKey);
    const verify = snsSignature({ topicArn, fetch });
    expect(await verify(received(subscription))).toBe(true);
    expect(await verify.handshake?.(received(subscription))).toEqual({ type: 'SubscriptionConfirmation' });
    expect(asked).toEqual([certificateUrl, SubscribeURL]);
    await snsSignature({ topicArn, fetch, confirm: false }).handshake?.(received(subscription));
    const elsewhere = received({ ...subscription, SubscribeURL: 'https://evil.example/' });
    await expect(verify.handshake?.(elsewhere)).rejects.toThrow('of another host');
    expect(asked).toHaveLength(2);
  });

  it.each([[undefined], [''], [[]], ['orders'], [[topicArn, '']]])('cannot be made with the topic %p', (topic) => {
    expect(() => snsSignature({ topicArn: topic as string })).toThrow(
      expect.objectContaining({ code: 'TFN_HTTP_VERIFY_OPTIONS' }),
    );
  });
});
