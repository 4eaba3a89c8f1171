import { createHmac, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import express from 'express';
import { tfn } from '@tfn/core';
import type { HttpTriggerDef } from '@tfn/core';
import {
  expressRouter,
  githubSignature,
  hmac,
  slackSignature,
  stripeSignature,
  twilioSignature,
} from '@tfn/triggers-http';
import { listen, adapters } from './support/adapters.ts';
import type { Served } from './support/adapters.ts';
import { startTemporal } from './support/temporal.ts';
import type { TestTemporal } from './support/temporal.ts';
import * as shop from './fixtures/shop.ts';

let temporal: TestTemporal;
const faults: unknown[] = [];
const logger = { error: (_message: string, fields?: Record<string, unknown>) => void faults.push(fields?.['error']) };
const secret = 'a shared secret';
const FORM = 'application/x-www-form-urlencoded';
const sign = (body: string | Uint8Array): string => createHmac('sha256', secret).update(body).digest('hex');
const signed = (body: string | Uint8Array): Record<string, string> => ({ 'x-signature': sign(body) });
const byGitHub = (body: string): Record<string, string> => ({ 'x-hub-signature-256': `sha256=${sign(body)}` });
const stripeSigned = (body: string): Record<string, string> => {
  const time = Math.floor(Date.now() / 1000);
  const v1 = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
  return { 'stripe-signature': `t=${time},v1=${v1}` };
};

beforeAll(async () => {
  temporal = await startTemporal(shop);
});
afterAll(() => temporal.stop());

type Body = string | Uint8Array<ArrayBuffer>;

async function send(
  served: Served,
  path: string,
  { body, type, headers = {} }: { body: Body; type?: string; headers?: Record<string, string> },
): Promise<{ status: number; answer: Record<string, unknown> }> {
  const all = { ...(type !== undefined && { 'content-type': type }), ...headers };
  const response = await fetch(served.url + path, { method: 'POST', body, headers: all });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

describe.each(adapters)('webhooks through $name', ({ name, serve }) => {
  const run = randomUUID();
  let served: Served;
  const verify = hmac({ header: 'x-signature', secret });
  const input: HttpTriggerDef['options']['input'] = ({ body, rawBody }) => ({
    body: body instanceof Uint8Array ? [...body] : (body ?? null),
    bytes: rawBody.byteLength,
  });
  const routes: HttpTriggerDef[] = [
    tfn.http('POST', `/${name}/any`, shop.echo, { input }),
    tfn.http('POST', `/${name}/verified`, shop.echo, { verify }),
    tfn.http('POST', `/${name}/plain`, shop.echo),
    tfn.http('POST', `/${name}/github`, shop.echo, { verify: githubSignature({ secret }) }),
    tfn.http('POST', `/${name}/slack`, shop.echo, { verify: slackSignature({ signingSecret: secret }), dedupe: true }),
    tfn.http('POST', `/${name}/slack-typed`, shop.echo, {
      verify: slackSignature({ signingSecret: secret }),
      workflowId: (req) => `${name}-${run}-${(req.body as { trigger_id: string }).trigger_id}`,
      async: true,
    }),
    tfn.http('POST', `/${name}/sms`, shop.echo, {
      verify: twilioSignature({ authToken: secret, url: 'https://shop.example/hooks/sms' }),
      dedupe: true,
    }),
    tfn.http('POST', `/${name}/stripe`, shop.echo, { verify: stripeSignature({ secret }), dedupe: true }),
    tfn.http('POST', `/${name}/own`, shop.double, {
      dedupe: (req) => `${name}/${req.headers['x-event'] ?? ''}`,
      async: false,
    }),
    tfn.http('POST', `/${name}/no-id`, shop.echo, { dedupe: () => undefined }),
    tfn.http('POST', `/${name}/wrong-id`, shop.echo, { dedupe: () => 42 as unknown as string }),
  ];

  beforeAll(async () => {
    served = await serve(temporal.client, {
      routes: routes.map((def) => ({ ...def, path: def.path.slice(name.length + 1) })),
      logger,
    });
  });
  afterAll(() => served.stop());
  const post = (path: string, sent: Parameters<typeof send>[2]): ReturnType<typeof send> =>
    send(served, `/v1${path}`, sent);

  it.each<[string, string | undefined, Body, unknown]>([
    ['JSON', 'application/json', '{"a":1}', { a: 1 }],
    ['JSON of a vendor', 'application/vnd.acme+json', '[1]', [1]],
    ['a form', `${FORM}; charset=UTF-8`, 'a=1&b=x+y&b=%C3%A9&%3Fc=', { a: '1', b: ['x y', 'é'], '?c': '' }],
    ['a form that starts with a question mark', FORM, '?a=1', { '?a': '1' }],
    ['a text', 'text/plain', 'hello', 'hello'],
    ['XML', 'text/xml; charset="utf-8"', '<a/>', '<a/>'],
    ['bytes', 'application/octet-stream', Uint8Array.of(0, 255, 10), [0, 255, 10]],
    ['what has no type', undefined, Uint8Array.of(1), [1]],
  ])('give input the body of %s', async (_, type, body, expected) => {
    const { status, answer } = await post('/any', { body, ...(type !== undefined && { type }) });
    expect({ status, answer }).toEqual({
      status: 200,
      answer: { got: { body: expected, bytes: Buffer.from(body).byteLength } },
    });
  });

  it.each<[string, string, Body, number]>([
    ['a form that reaches a prototype', FORM, '__proto__=1', 400],
    ['JSON that is not JSON', 'application/json', '{', 400],
    ['a text that is not UTF-8', 'text/plain', Uint8Array.of(0xff), 400],
    ['a text in another charset', 'text/plain; charset=latin1', 'x', 415],
    ['a form of very many fields', FORM, 'a=1&'.repeat(100_000), 400],
  ])('refuse %s', async (_, type, body, status) => {
    expect((await post('/any', { body, type })).status).toBe(status);
  });

  it('refuse all but JSON of another site in a browser, and of everyone where nothing reads it', async () => {
    for (const site of ['cross-site', 'same-site']) {
      const headers = { 'sec-fetch-site': site };
      expect((await post('/any', { body: 'a=1', type: FORM, headers })).status).toBe(415);
      expect((await post('/any', { body: '{}', type: 'text/plain', headers })).status).toBe(415);
      expect((await post('/any', { body: '{}', type: 'application/json', headers })).status).toBe(200);
      // For these a browser asks the server first.
      expect((await post('/any', { body: 'a', type: 'text/csv', headers })).status).toBe(200);
    }
    for (const origin of ['https://evil.example', 'null'])
      expect((await post('/any', { body: 'a=1', type: FORM, headers: { origin } })).status).toBe(415);
    expect((await post('/any', { body: 'a=1', type: FORM, headers: { origin: served.url } })).status).toBe(200);
    const own = { 'sec-fetch-site': 'same-origin' };
    expect((await post('/any', { body: 'a=1', type: FORM, headers: own })).status).toBe(200);
    expect((await post('/plain', { body: 'a=1', type: FORM })).status).toBe(415);
    expect((await post('/plain', { body: 'a', type: 'text/plain' })).status).toBe(415);
  });

  it('verify the bytes before anything is parsed', async () => {
    const hostile = `${'['.repeat(200_000)}`;
    const type = 'application/json';
    expect(await post('/verified', { body: hostile, type })).toMatchObject({ status: 401 });
    expect(await post('/verified', { body: 'x', type: 'image/png' })).toMatchObject({ status: 401 });
    const headers = signed(hostile);
    expect(await post('/verified', { body: hostile, type, headers })).toMatchObject({ status: 400 });
    const bytes = Uint8Array.of(0, 1);
    const answer = await post('/verified', { body: bytes, type: 'application/octet-stream', headers: signed(bytes) });
    expect(answer.status).toBe(200);
  });

  it("give the target GitHub's event, as JSON and in a form", async () => {
    const event = JSON.stringify({ zen: 'Käse & Brot' });
    const form = `payload=${encodeURIComponent(event)}`;
    const got = { status: 200, answer: { got: { zen: 'Käse & Brot' } } };
    expect(await post('/github', { body: event, type: 'application/json', headers: byGitHub(event) })).toEqual(got);
    expect(await post('/github', { body: form, type: FORM, headers: byGitHub(form) })).toEqual(got);
    expect((await post('/github', { body: form, type: FORM, headers: byGitHub(event) })).status).toBe(401);
  });

  it("answer Slack's check of a new URL, and start nothing", async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: run });
    const time = Math.floor(Date.now() / 1000);
    const headers = {
      'x-slack-request-timestamp': String(time),
      'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${time}:${body}`).digest('hex')}`,
    };
    expect(await post('/slack', { body, type: 'application/json', headers })).toEqual({
      status: 200,
      answer: { challenge: run },
    });
  });

  it('acknowledge an event as its sender expects, with the event as the body of callbacks', async () => {
    const slack = `payload=${encodeURIComponent(JSON.stringify({ type: 'view_submission', trigger_id: run }))}`;
    const time = Math.floor(Date.now() / 1000);
    const ofSlack = {
      'content-type': FORM,
      'x-slack-request-timestamp': String(time),
      'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${time}:${slack}`).digest('hex')}`,
    };
    const answer = await fetch(`${served.url}/v1/slack-typed`, { method: 'POST', body: slack, headers: ofSlack });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    const handle = temporal.client.getHandle(`${name}-${run}-${run}`);
    expect(await handle.result()).toEqual({ got: { type: 'view_submission', trigger_id: run } });
    const sms = `Body=Hi&MessageSid=SM${run}&SmsStatus=received`;
    const signed = createHmac('sha1', secret).update(
      `https://shop.example/hooks/smsBodyHiMessageSidSM${run}SmsStatusreceived`,
    );
    const ofTwilio = { 'content-type': FORM, 'x-twilio-signature': signed.digest('base64') };
    const twiml = await fetch(`${served.url}/v1/sms`, { method: 'POST', body: sms, headers: ofTwilio });
    expect([twiml.status, twiml.headers.get('content-type'), await twiml.text()]).toEqual([
      200,
      'text/xml',
      '<Response/>',
    ]);
    expect(await temporal.client.getHandle(`echo:SM${run}-received`).result()).toMatchObject({ got: { Body: 'Hi' } });
  });

  it("take Stripe's event from the signed bytes, whatever their media type", async () => {
    const id = `evt_type_${name.replaceAll(/\W/g, '')}_${run}`;
    const body = JSON.stringify({ id });
    const answers = await Promise.all(
      ['application/json', 'text/plain', 'application/octet-stream', FORM].map(async (type) =>
        post('/stripe', { body, type, headers: stripeSigned(body) }),
      ),
    );
    expect(new Set(answers.map(({ status, answer }) => `${status} ${String(answer['workflowId'])}`))).toEqual(
      new Set([`202 echo:${id}`]),
    );
  });

  it('answer a delivery at once, and start nothing for a repeated one, even when the first has ended', async () => {
    const id = `evt_${name.replaceAll(/\W/g, '')}_${run}`;
    const deliver = (attempt: number): ReturnType<typeof post> => {
      // A sender may change parts of an event that it repeats.
      const body = JSON.stringify({ id, type: 'charge.succeeded', pending_webhooks: attempt });
      return post('/stripe', { body, type: 'application/json', headers: stripeSigned(body) });
    };
    const workflowId = `echo:${id}`;
    const first = await deliver(1);
    expect(first).toMatchObject({
      status: 202,
      answer: { workflowId, statusUrl: `/v1/runs/${encodeURIComponent(workflowId)}` },
    });
    await temporal.client.getHandle(workflowId).result();
    const again = await Promise.all([deliver(2), deliver(3)]);
    for (const { status, answer } of again) {
      expect(status).toBe(202);
      expect(answer).toMatchObject({ workflowId, runId: first.answer['runId'], status: 'completed' });
    }
    const done = await fetch(served.url + String(first.answer['statusUrl']));
    expect(await done.json()).toMatchObject({ status: 'completed', result: { got: { pending_webhooks: 1 } } });
  });

  it('start one of deliveries that come at the same time', async () => {
    const id = `evt_same_${name.replaceAll(/\W/g, '')}_${run}`;
    const body = JSON.stringify({ id });
    const sent = { body, type: 'application/json', headers: stripeSigned(body) };
    const answers = await Promise.all(Array.from({ length: 8 }, async () => post('/stripe', sent)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ answer }) => answer['runId'])).size).toBe(1);
  });

  it("take the id that the route's function returns, and wait for the result on request", async () => {
    const event = `e/1%2 ${run}`;
    const type = 'application/json';
    const headers = { 'x-event': event };
    expect(await post('/own', { body: '{"n":4}', type, headers })).toEqual({ status: 200, answer: 8 });
    expect(await post('/own', { body: '{"n":5}', type, headers })).toEqual({ status: 200, answer: 8 });
    const keyed = { 'idempotency-key': run };
    const without = await Promise.all([1, 2].map(async () => post('/no-id', { body: '{}', type, headers: keyed })));
    expect(new Set(without.map(({ answer }) => answer['workflowId'])).size).toBe(2);
    expect((await post('/wrong-id', { body: '{}', type })).status).toBe(500);
    expect(faults).toContainEqual(expect.objectContaining({ code: 'TFN_HTTP_EVENT_ID' }));
  });
});

describe('webhooks in an Express app whose middleware reads bodies first', () => {
  const keep = (request: object, _response: unknown, bytes: Buffer): void => {
    Object.assign(request, { rawBody: bytes });
  };
  const verify = hmac({ header: 'x-signature', secret });
  const routes = [
    tfn.http('POST', '/read/hook', shop.echo, { verify }),
    tfn.http('POST', '/read/any', shop.echo, { input: ({ body }) => body }),
  ];

  async function withApp(middleware: express.RequestHandler, use: (served: Served) => Promise<void>): Promise<void> {
    const app = express();
    const router = expressRouter(temporal.client, { routes, logger });
    app.use(middleware, router);
    const served = await listen(createServer(app), router);
    try {
      await use(served);
    } finally {
      await served.stop();
    }
  }

  it.each<[string, express.RequestHandler]>([
    ['express.raw()', express.raw({ type: '*/*' })],
    ['express.text()', express.text({ type: '*/*' })],
    ['express.json({ verify })', express.json({ verify: keep })],
    [
      'middleware that keeps only bytes',
      (request, response, next) => {
        express.raw({ type: '*/*' })(request, response, (error?: unknown) => {
          Object.assign(request, { rawBody: request.body as Buffer, body: undefined });
          next(error);
        });
      },
    ],
    ['express.urlencoded(), which leaves JSON', express.urlencoded({ extended: true })],
  ])('are verified after %s', async (_, middleware) => {
    await withApp(middleware, async (served) => {
      const body = '{ "a": "é" }';
      const sent = { body, type: 'application/json' };
      expect(await send(served, '/read/hook', { ...sent, headers: signed(body) })).toEqual({
        status: 200,
        answer: { got: { a: 'é' } },
      });
      expect((await send(served, '/read/hook', { ...sent, headers: signed(`${body} `) })).status).toBe(401);
    });
  });

  it('are an error of the server after express.json(), which keeps no bytes', async () => {
    await withApp(express.json(), async (served) => {
      const body = '{"a":1}';
      const sent = { body, type: 'application/json' };
      expect((await send(served, '/read/hook', { ...sent, headers: signed(body) })).status).toBe(500);
      expect(await send(served, '/read/any', sent)).toEqual({ status: 200, answer: { got: { a: 1 } } });
    });
  });

  it('keep what express.json() makes of JSON that is a text', async () => {
    await withApp(express.json({ strict: false }), async (served) => {
      const sent = { body: '"hello"', type: 'application/json' };
      expect(await send(served, '/read/any', sent)).toEqual({ status: 200, answer: { got: 'hello' } });
      expect((await send(served, '/read/hook', { ...sent, headers: signed('hello') })).status).toBe(500);
    });
  });

  it('are no forms of another site', async () => {
    await withApp(express.urlencoded({ extended: true }), async (served) => {
      const sent = { body: 'a=1', type: FORM };
      expect(await send(served, '/read/any', sent)).toEqual({ status: 200, answer: { got: { a: '1' } } });
      const headers = { 'sec-fetch-site': 'cross-site' };
      expect((await send(served, '/read/any', { ...sent, headers })).status).toBe(415);
    });
  });

  it('keep to the limit of bodies', async () => {
    const [route] = routes as [HttpTriggerDef];
    const app = express();
    const limited = { ...route, options: { ...route.options, bodyLimit: 4 } };
    const router = expressRouter(temporal.client, { routes: [limited], logger });
    app.use(express.raw({ type: '*/*' }), router);
    const served = await listen(createServer(app), router);
    const body = '[1,2]';
    const sent = { body, type: 'application/json', headers: signed(body) };
    expect((await send(served, '/read/hook', sent)).status).toBe(413);
    await served.stop();
  });
});
