import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import Stripe from 'stripe';
import { githubSignature, hmac, stripeSignature } from '@tfn/triggers-http';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
/** GitHub's own library, which Jest cannot load: it is ESM only. */
const githubSign = (secret: string, payload: string): string =>
  execFileSync(
    process.execPath,
    [
      ...['--input-type=module', '--eval'],
      "import { sign } from '@octokit/webhooks-methods'; process.stdout.write(await sign(...process.argv.slice(1)));",
      ...[secret, payload],
    ],
    { cwd: __dirname, encoding: 'utf8' },
  );
const now = (): number => Math.floor(Date.now() / 1000);

// The clock stands still between signing and checking.
beforeEach(() => void jest.spyOn(Date, 'now').mockReturnValue(Date.now()));
afterEach(() => jest.restoreAllMocks());

describe('githubSignature', () => {
  // The values of GitHub's documentation, "Testing the webhook payload validation".
  const secret = "It's a Secret to Everybody";
  const body = 'Hello, World!';
  const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
  const verify = githubSignature({ secret });

  it("accepts the example of GitHub's documentation", async () => {
    expect(await verify({ headers: { 'x-hub-signature-256': signature }, rawBody: bytes(body) })).toBe(true);
  });

  it("accepts what GitHub's own library signs", async () => {
    const payload = JSON.stringify({ zen: 'Käse ist gut' });
    const headers = { 'x-hub-signature-256': githubSign(secret, payload) };
    expect(await verify({ headers, rawBody: bytes(payload) })).toBe(true);
  });

  it.each([
    ['another body', signature, 'Hello, World?'],
    ['a changed signature', signature.replace(/.$/, '8'), body],
    ['no prefix', signature.slice('sha256='.length), body],
    ['a signature that is cut off', signature.slice(0, -2), body],
    ['a signature that is not hex', signature.replace(/.$/, 'g'), body],
    ['an empty signature', 'sha256=', body],
    ['no signature', undefined, body],
  ])('rejects %s', async (_, given, sent) => {
    expect(await verify({ headers: { 'x-hub-signature-256': given }, rawBody: bytes(sent) })).toBe(false);
  });
});

describe('stripeSignature', () => {
  const secret = 'whsec_test_secret';
  const payload = JSON.stringify({ id: 'evt_test_webhook', object: 'event' }, null, 2);
  const stripe = new Stripe('sk_test_none');
  const verify = stripeSignature({ secret });
  const signed = (options: { timestamp?: number; secret?: string } = {}): string =>
    stripe.webhooks.generateTestHeaderString({ payload, secret, ...options });

  it("accepts what Stripe's own library signs and accepts", async () => {
    const header = signed();
    expect(stripe.webhooks.constructEvent(payload, header, secret).id).toBe('evt_test_webhook');
    expect(await verify({ headers: { 'stripe-signature': header }, rawBody: bytes(payload) })).toBe(true);
  });

  it("signs as Stripe's documentation says: HMAC SHA-256 of '<t>.<body>', in hex", async () => {
    const t = now();
    const v1 = createHmac('sha256', secret).update(`${t}.${payload}`).digest('hex');
    const headers = {
      'stripe-signature': `t=${t},v1=${v1},v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39`,
    };
    expect(await verify({ headers, rawBody: bytes(payload) })).toBe(true);
  });

  it('accepts one right signature among several, and one right secret among several', async () => {
    const [t, v1] = signed().split(',');
    const header = `${t},v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd,${v1}`;
    const either = stripeSignature({ secret: ['whsec_new', secret] });
    expect(await either({ headers: { 'stripe-signature': header }, rawBody: bytes(payload) })).toBe(true);
  });

  it.each([
    ['another secret', () => signed({ secret: 'whsec_other' })],
    ['a past time', () => signed({ timestamp: now() - 301 })],
    ['a future time', () => signed({ timestamp: now() + 301 })],
    ['a changed time', () => signed({ timestamp: now() - 10 }).replace(/t=\d+/, `t=${now()}`)],
    ['no time', () => signed().replace(/t=\d+,/, '')],
    ['only the test scheme', () => signed().replace('v1=', 'v0=')],
    [
      'the example of the documentation, long past',
      () => 't=1492774577,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd',
    ],
    ['nothing', () => undefined],
  ])('rejects %s', async (_, header) => {
    expect(await verify({ headers: { 'stripe-signature': header() }, rawBody: bytes(payload) })).toBe(false);
  });

  it('accepts another tolerance', async () => {
    const lenient = stripeSignature({ secret, tolerance: '1h' });
    const headers = { 'stripe-signature': signed({ timestamp: now() - 3000 }) };
    expect(await lenient({ headers, rawBody: bytes(payload) })).toBe(true);
  });
});

describe('hmac', () => {
  const secret = 'shared';
  const body = '{"a":1}';

  it.each([
    ['sha1', 'hex'],
    ['sha256', 'base64'],
    ['sha384', 'hex'],
    ['sha512', 'base64'],
  ] as const)('checks %s in %s', async (algorithm, encoding) => {
    const verify = hmac({ header: 'X-Signature', secret, algorithm, encoding });
    const signature = createHmac(algorithm, secret).update(body).digest(encoding);
    expect(await verify({ headers: { 'x-signature': signature }, rawBody: bytes(body) })).toBe(true);
    expect(await verify({ headers: { 'x-signature': signature }, rawBody: bytes(`${body} `) })).toBe(false);
    expect(await verify({ headers: { 'x-signature': '***' }, rawBody: bytes(body) })).toBe(false);
  });

  it('signs the time of timestampHeader too, and checks its age', async () => {
    const verify = hmac({ header: 'x-signature', timestampHeader: 'X-Time', tolerance: '1m', secret });
    const signedAt = (time: number): Record<string, string> => ({
      'x-time': String(time),
      'x-signature': createHmac('sha256', secret).update(`${time}.${body}`).digest('hex'),
    });
    expect(await verify({ headers: signedAt(now()), rawBody: bytes(body) })).toBe(true);
    expect(await verify({ headers: signedAt(now() - 61), rawBody: bytes(body) })).toBe(false);
    expect(await verify({ headers: { ...signedAt(now()), 'x-time': String(now() - 1) }, rawBody: bytes(body) })).toBe(
      false,
    );
    expect(await verify({ headers: { ...signedAt(now()), 'x-time': undefined }, rawBody: bytes(body) })).toBe(false);
  });

  it('signs the content that signedPrefix defines, as Slack does', async () => {
    const verify = hmac({
      ...{ header: 'x-slack-signature', prefix: 'v0=', timestampHeader: 'x-slack-request-timestamp', secret },
      signedPrefix: ({ timestamp }) => `v0:${timestamp}:`,
    });
    const time = now();
    const headers = {
      'x-slack-request-timestamp': String(time),
      'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${time}:${body}`).digest('hex')}`,
    };
    expect(await verify({ headers, rawBody: bytes(body) })).toBe(true);
  });

  it.each([
    ['an empty secret', { header: 'x', secret: '' }],
    ['a secret that is not set', { header: 'x', secret: undefined as unknown as string }],
    ['no secrets', { header: 'x', secret: [] }],
    ['no header', { header: '', secret }],
  ])('cannot be made with %s', (_, options) => {
    expect(() => hmac(options)).toThrow(expect.objectContaining({ code: 'TFN_HTTP_VERIFY_OPTIONS' }));
  });
});
