import { tfn } from '@tfn/core';
import { adapters } from '../support/adapters.ts';
import type { Served } from '../support/adapters.ts';
import { fakeClient } from '../support/fake-client.ts';

const report = tfn.workflow('results.report', async (_ctx, input: { what: string }) => input.what);
const cycle: { self?: unknown } = {};
cycle.self = cycle;
const loop = new Map<string, unknown>();
loop.set('loop', loop);

const values: Readonly<Record<string, unknown>> = {
  bytes: Uint8Array.of(0, 255, 128),
  buffer: Buffer.from('héllo'),
  part: new Uint8Array(Uint8Array.of(1, 2, 3, 4).buffer, 1, 2),
  arrayBuffer: Uint8Array.of(9, 8).buffer,
  text: 'a,b\n1,2',
  nothing: undefined,
  rich: {
    ...{
      nan: Number.NaN,
      up: Number.POSITIVE_INFINITY,
      down: Number.NEGATIVE_INFINITY,
      zero: -0,
      big: 12345678901234567890n,
    },
    ...{
      date: new Date(0),
      map: new Map<unknown, unknown>([
        ['a', 1n],
        [2, new Set([3])],
      ]),
      set: new Set(['x', undefined]),
    },
    ...{ gone: undefined, list: [undefined, Number.NaN], url: new URL('https://a.test/b'), pattern: /a+/gi },
    ...{ bytes: Uint8Array.of(1, 2, 3), buffer: Buffer.from('abc'), floats: new Float64Array([1.5]) },
    ...{ longs: new BigInt64Array([5n]), error: new TypeError('no', { cause: new Error('why') }) },
  },
  nan: Number.NaN,
  big: 10n,
  cycle,
  loop,
  throwing: {
    toJSON: () => {
      throw new Error('not today');
    },
  },
};

const RICH = {
  ...{ nan: 'NaN', up: 'Infinity', down: '-Infinity', zero: 0, big: '12345678901234567890' },
  ...{
    date: '1970-01-01T00:00:00.000Z',
    map: [
      ['a', '1'],
      [2, [3]],
    ],
    set: ['x', null],
  },
  ...{
    list: [null, 'NaN'],
    url: 'https://a.test/b',
    pattern: '/a+/gi',
    bytes: 'AQID',
    buffer: 'YWJj',
    floats: 'AAAAAAAA+D8=',
  },
  ...{ longs: 'BQAAAAAAAAA=', error: { name: 'TypeError', message: 'no', cause: { name: 'Error', message: 'why' } } },
};

const routes = [
  tfn.http('POST', '/report', report),
  tfn.http('POST', '/csv', report, { contentType: 'text/csv; charset=utf-8' }),
  tfn.http('POST', '/png', report, { contentType: 'image/png' }),
];

describe.each(adapters)('a result through $name', ({ serve }) => {
  let served: Served;
  const faults: unknown[] = [];
  beforeAll(async () => {
    served = await serve(
      fakeClient((input) => values[(input as { what: string }).what]),
      { routes, logger: { error: (_message, fields) => void faults.push(fields?.['error']) } },
    );
  });
  afterAll(() => served.stop());

  const ask = async (path: string, what: string): Promise<{ status: number; type: string | null; body: Buffer }> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${served.url}/v1${path}`, { method: 'POST', headers, body: JSON.stringify({ what }) });
    const body = Buffer.from(await answer.arrayBuffer());
    return { status: answer.status, type: answer.headers.get('content-type'), body };
  };

  it.each([
    ['bytes', [0, 255, 128]],
    ['buffer', [...Buffer.from('héllo')]],
    ['part', [2, 3]],
    ['arrayBuffer', [9, 8]],
  ])('that is %s is answered as it is', async (what, bytes) => {
    const { status, type, body } = await ask('/report', what);
    expect([status, type, [...body]]).toEqual([200, 'application/octet-stream', bytes]);
    expect((await ask('/png', what)).type).toBe('image/png');
  });

  it.each([
    ['/csv', 'text', 'text/csv; charset=utf-8', 'a,b\n1,2'],
    ['/report', 'text', 'application/json', '"a,b\\n1,2"'],
    ['/csv', 'big', 'application/json', '"10"'],
    ['/report', 'nan', 'application/json', '"NaN"'],
  ])('of %s that is %s has the type %s', async (path, what, type, text) => {
    const answer = await ask(path, what);
    expect([answer.status, answer.type, answer.body.toString()]).toEqual([200, type, text]);
  });

  it('has one JSON form for each kind of value', async () => {
    const { status, body } = await ask('/report', 'rich');
    expect([status, JSON.parse(body.toString())]).toEqual([200, RICH]);
    expect((await ask('/report', 'nothing')).status).toBe(204);
  });

  it.each(['cycle', 'loop', 'throwing'])('that cannot be written as JSON (%s) is a logged fault', async (what) => {
    faults.length = 0;
    const { status, body } = await ask('/report', what);
    expect([status, JSON.parse(body.toString())]).toMatchObject([
      500,
      { code: 'result-unserializable', errorId: expect.any(String) },
    ]);
    expect(faults).toEqual([expect.objectContaining({ code: 'TFN_HTTP_RESULT' })]);
  });
});
