import { createHash, createHmac } from 'node:crypto';
import type { HttpRequest, HttpVerifier } from '@tfn/core';
import {
  githubSignature,
  hmac,
  slackSignature,
  standardWebhooks,
  stripeSignature,
  twilioSignature,
} from '@tfn/triggers-http';

interface Sent {
  readonly headers: Record<string, string | undefined>;
  readonly text: string;
  readonly query?: HttpRequest['query'];
  readonly body?: unknown;
}

/** A request as a route passes it on. */
const request = ({ headers, text, query = {}, body }: Sent): HttpRequest => ({
  ...{ method: 'POST', path: '/hook', params: {}, raw: undefined, headers, query, body },
  rawBody: new TextEncoder().encode(text),
});
const isRight = async (verify: HttpVerifier, sent: Sent): Promise<boolean> => verify(request(sent));
/** Sets the clock to a time in seconds since 1970. */
const at = (seconds: number): void => void jest.spyOn(Date, 'now').mockReturnValue(seconds * 1000);
afterEach(() => jest.restoreAllMocks());

const FORM = 'application/x-www-form-urlencoded';

describe('slackSignature', () => {
  // The example of Slack's documentation, "Verifying requests from Slack".
  const signingSecret = '8f742231b10e8888abcd99yyyzzz85a5';
  const text =
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
  const headers = {
    'content-type': FORM,
    'x-slack-request-timestamp': '1531420618',
    'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  };
  const verify = slackSignature({ signingSecret });

  it("accepts the example of Slack's documentation, within five minutes", async () => {
    at(1531420618 + 299);
    expect(await isRight(verify, { headers, text })).toBe(true);
    expect(await isRight(verify, { headers, text: `${text}&x=1` })).toBe(false);
    at(1531420618 + 301);
    expect(await isRight(verify, { headers, text })).toBe(false);
  });

  it('knows the ids of events, commands and interactions, and the event in a form', () => {
    const json = { headers: { 'content-type': 'application/json' }, text: '' };
    expect(verify.eventId?.(request({ ...json, body: { event_id: 'Ev08MFMKH6' } }))).toBe('Ev08MFMKH6');
    expect(verify.eventId?.(request({ headers, text, body: { trigger_id: '398.474' } }))).toBe('398.474');
    const interaction = request({ headers, text, body: { payload: '{"type":"block_actions","trigger_id":"1.2"}' } });
    const event = verify.event?.(interaction);
    expect(event).toEqual({ type: 'block_actions', trigger_id: '1.2' });
    expect(verify.eventId?.({ ...interaction, body: event })).toBe('1.2');
    expect(verify.event?.(request({ headers, text, body: { command: '/x' } }))).toEqual({ command: '/x' });
  });

  it('answers the check of a new URL', () => {
    const body = { type: 'url_verification', challenge: '3eZbrw1a' };
    expect(verify.handshake?.(request({ headers: {}, text: '', body }))).toEqual({ challenge: '3eZbrw1a' });
    expect(verify.handshake?.(request({ headers: {}, text: '', body: { type: 'event_callback' } }))).toBeUndefined();
  });
});

describe('standardWebhooks', () => {
  // The vector of the specification.
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const text = '{"test": 2432232314}';
  const right = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
  const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
  const named = (prefix: string, signature = right, timestamp = '1614265330'): Sent['headers'] => ({
    [`${prefix}-id`]: id,
    [`${prefix}-timestamp`]: timestamp,
    [`${prefix}-signature`]: signature,
  });
  beforeEach(() => at(1614265330));

  it.each(['webhook', 'svix'])('accepts the vector of the specification in the headers %s-…', async (prefix) => {
    const verify = standardWebhooks({ secret });
    expect(await isRight(verify, { headers: named(prefix), text })).toBe(true);
    expect(verify.eventId?.(request({ headers: named(prefix), text }))).toBe(id);
  });

  it('accepts secrets without their prefix, as bytes, and one of several', async () => {
    const bytes = Uint8Array.from(Buffer.from(secret.slice('whsec_'.length), 'base64'));
    const other = `whsec_${Buffer.from('another').toString('base64')}`;
    for (const each of [secret.slice('whsec_'.length), bytes, [other, secret], [bytes], ` ${secret}\n`])
      expect(await isRight(standardWebhooks({ secret: each }), { headers: named('webhook'), text })).toBe(true);
    expect(await isRight(standardWebhooks({ secret: other }), { headers: named('webhook'), text })).toBe(false);
  });

  it.each([
    ['another one before it', `v1,${Buffer.alloc(32).toString('base64')} ${right}`, true],
    [
      'an asymmetric one before it',
      `v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg== ${right}`,
      true,
    ],
    ['many others before it', `${`v1,${Buffer.alloc(32).toString('base64')} `.repeat(500)}${right}`, false],
    ['another version only', right.replace('v1', 'v2'), false],
    ['no version', right.slice('v1,'.length), false],
    ['what is not base64', 'v1,***', false],
    ['nothing', '', false],
  ])('decides about the signature with %s', async (_, signature, expected) => {
    expect(await isRight(standardWebhooks({ secret }), { headers: named('webhook', signature), text })).toBe(expected);
  });

  it('rejects another time, another id, and times that are not close', async () => {
    const verify = standardWebhooks({ secret });
    expect(await isRight(verify, { headers: named('webhook', right, '1614265331'), text })).toBe(false);
    expect(await isRight(verify, { headers: { ...named('webhook'), 'webhook-id': 'msg_1' }, text })).toBe(false);
    expect(await isRight(verify, { headers: { ...named('webhook'), 'webhook-id': undefined }, text })).toBe(false);
    at(1614265330 + 301);
    expect(await isRight(verify, { headers: named('webhook'), text })).toBe(false);
    expect(await isRight(standardWebhooks({ secret, tolerance: '1h' }), { headers: named('webhook'), text })).toBe(
      true,
    );
  });

  it('cannot be made with a secret that is not base64', () => {
    expect(() => standardWebhooks({ secret: 'whsec_not base64!' })).toThrow(/is not as the sender shows it/);
  });
});

describe('twilioSignature', () => {
  // The example of Twilio's documentation, "Validating requests are coming from Twilio".
  const authToken = '12345';
  const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
  const text = 'Digits=1234&To=%2B18005551212&From=%2B14158675310&Caller=%2B14158675310&CallSid=CA1234567890ABCDE';
  const headers = { 'content-type': FORM, 'x-twilio-signature': 'GvWf1cFY/Q7PnoempGyD5oXAezc=' };
  const sign = (data: string): string => createHmac('sha1', authToken).update(data).digest('base64');

  it("accepts the example of Twilio's documentation", async () => {
    expect(await isRight(twilioSignature({ authToken, url }), { headers, text })).toBe(true);
    expect(await isRight(twilioSignature({ authToken, url: () => url }), { headers, text })).toBe(true);
  });

  it('accepts the URL with its port and without it', async () => {
    for (const [configured, used] of [
      [url, url.replace('.com', '.com:443')],
      [url.replace('.com', '.com:8443'), url],
      [url.replace('.com', '.com:8443'), url.replace('.com', '.com:8443')],
      ['http://a.example/x', 'http://a.example:80/x'],
      ['https://user:pass@a.example/x', 'https://user:pass@a.example:443/x'],
      ['HTTPS://a.example/x', 'HTTPS://a.example:443/x'],
    ] as const) {
      const sent = { headers: { ...headers, 'x-twilio-signature': sign(`${used}Digits1`) }, text: 'Digits=1' };
      expect(await isRight(twilioSignature({ authToken, url: configured }), sent)).toBe(true);
    }
  });

  it('accepts other bodies by their hash in the URL', async () => {
    const json = '{"property": "value", "boolean": true}';
    const bodySHA256 = createHash('sha256').update(json).digest('hex');
    const signature = sign(`${url}&bodySHA256=${bodySHA256}`);
    const sent = {
      headers: { 'x-twilio-signature': signature },
      text: json,
      query: { foo: '1', bar: '2', bodySHA256 },
    };
    expect(await isRight(twilioSignature({ authToken, url }), sent)).toBe(true);
    expect(await isRight(twilioSignature({ authToken, url }), { ...sent, text: `${json} ` })).toBe(false);
  });

  it.each([
    ['another URL', { headers, text }, `${url}&baz=3`],
    ['another field', { headers, text: `${text}&Extra=1` }, url],
    ['another signature', { headers: { ...headers, 'x-twilio-signature': sign(url) }, text }, url],
    ['no signature', { headers: {}, text }, url],
    ['a signature of another length', { headers: { ...headers, 'x-twilio-signature': 'AAAA' }, text }, url],
  ])('rejects %s', async (_, sent, configured) => {
    expect(await isRight(twilioSignature({ authToken, url: configured }), sent)).toBe(false);
  });

  it('knows the ids of events', () => {
    const { eventId } = twilioSignature({ authToken, url });
    const of = (body: unknown, extra = {}): string | undefined =>
      eventId?.(request({ headers: { ...headers, ...extra }, text, body }));
    // All events of a call have its id.
    expect(of({ CallSid: 'CA1', CallStatus: 'in-progress' })).toBeUndefined();
    expect(of({ MessageSid: 'SM1', MessageStatus: 'sent' })).toBe('SM1-sent');
    expect(of({ MessageSid: 'SM1', MessageStatus: 'delivered' })).toBe('SM1-delivered');
    expect(of({ CallSid: 'CA1' }, { 'i-twilio-idempotency-token': 'token-1' })).toBe('token-1');
    expect(of('text')).toBeUndefined();
  });
});

describe('githubSignature and stripeSignature', () => {
  it("know the ids of events, and GitHub's event in a form", () => {
    const github = githubSignature({ secret: 's' });
    const sent = { headers: { 'content-type': FORM, 'x-github-delivery': '72d3162e-cc78' }, text: '' };
    expect(github.eventId?.(request(sent))).toBe('72d3162e-cc78');
    expect(github.event?.(request({ ...sent, body: { payload: '{"zen":"Keep it simple"}' } }))).toEqual({
      zen: 'Keep it simple',
    });
    expect(() => github.event?.(request({ ...sent, body: { payload: '{"zen":' } }))).toThrow('not JSON');
    expect(() => github.event?.(request({ ...sent, body: { payload: '{"__proto__":{}}' } }))).toThrow('__proto__');
    expect(stripeSignature({ secret: 's' }).eventId?.(request({ ...sent, body: { id: 'evt_1' } }))).toBe('evt_1');
  });

  it("looks at the first of very many of Stripe's signatures only", async () => {
    const now = 1614265330;
    at(now);
    const v1 = createHmac('sha256', 's').update(`${now}.{}`).digest('hex');
    const many = `,v1=${'0'.repeat(64)}`.repeat(200);
    const verify = stripeSignature({ secret: 's' });
    expect(await isRight(verify, { headers: { 'stripe-signature': `t=${now},v1=${v1}${many}` }, text: '{}' })).toBe(
      true,
    );
    expect(await isRight(verify, { headers: { 'stripe-signature': `t=${now}${many},v1=${v1}` }, text: '{}' })).toBe(
      false,
    );
  });
});

describe('a verifier', () => {
  const bytes = Uint8Array.of(0, 255, 128, 7);

  it('takes bytes as its secret', async () => {
    const signature = createHmac('sha256', bytes).update('{}').digest('hex');
    const verify = hmac({ header: 'x-signature', secret: bytes });
    expect(await isRight(verify, { headers: { 'x-signature': signature }, text: '{}' })).toBe(true);
  });

  it.each<[string, () => unknown]>([
    ['an empty secret', () => githubSignature({ secret: '' })],
    ['a secret of spaces', () => stripeSignature({ secret: ' \n' })],
    ['a secret that is not set', () => slackSignature({ signingSecret: undefined as unknown as string })],
    [
      'an empty secret among others',
      () => standardWebhooks({ secret: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', ''] }),
    ],
    ['no secrets', () => twilioSignature({ authToken: [], url: 'https://a.example/' })],
    ['no bytes', () => hmac({ header: 'x', secret: new Uint8Array() })],
    ['a secret that is a number', () => hmac({ header: 'x', secret: 42 as unknown as string })],
    ['an unknown algorithm', () => hmac({ header: 'x', secret: 's', algorithm: 'md5' as 'sha1' })],
    ['an unknown encoding', () => hmac({ header: 'x', secret: 's', encoding: 'base32' as 'hex' })],
    ['a prefix that is no text', () => hmac({ header: 'x', secret: 's', prefix: 1 as unknown as string })],
    ['a URL that is only a path', () => twilioSignature({ authToken: 't', url: '/hooks/sms' })],
  ])('cannot be made with %s', (_, make) => {
    expect(make).toThrow(expect.objectContaining({ code: 'TFN_HTTP_VERIFY_OPTIONS' }));
  });
});
