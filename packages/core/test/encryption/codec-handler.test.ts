import { codecHandler, createEncryptionCodec } from '../../src/encryption/index.ts';

const ui = 'http://localhost:8233';
const codec = createEncryptionCodec({ keys: { one: new Uint8Array(32).fill(1) } });
const handle = codecHandler(codec, {
  origins: [ui],
  authorize: (request) => request.headers.get('authorization') === 'Bearer right',
});

const wire = {
  metadata: { encoding: Buffer.from('json/plain').toString('base64') },
  data: Buffer.from('{"card":"4242"}').toString('base64'),
};

function ask(path: string, body: unknown, headers: Record<string, string> = {}, method = 'POST'): Promise<Response> {
  const all = { origin: ui, authorization: 'Bearer right', 'content-type': 'application/json', ...headers };
  return handle(
    new Request(`http://codec.test${path}`, {
      method,
      headers: all,
      ...(method === 'POST' && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    }),
  );
}

describe('codecHandler', () => {
  it('encrypts and decrypts for the Web UI', async () => {
    const encoded = await ask('/encode', { payloads: [wire] });
    expect(encoded.status).toBe(200);
    const encrypted = (await encoded.json()) as { payloads: (typeof wire)[] };
    expect(Buffer.from(encrypted.payloads[0]?.data ?? '', 'base64').toString('latin1')).not.toContain('4242');
    const decoded = await ask('/codec/decode', encrypted, { 'x-namespace': 'default' });
    expect(await decoded.json()).toEqual({ payloads: [wire] });
    expect(decoded.headers.get('access-control-allow-origin')).toBe(ui);
    expect(decoded.headers.get('cache-control')).toBe('no-store');
  });

  it('answers a CORS preflight request', async () => {
    const response = await ask('/decode', undefined, { 'access-control-request-method': 'POST' }, 'OPTIONS');
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-headers')).toContain('x-namespace');
    expect(response.headers.get('access-control-allow-credentials')).toBe('true');
  });

  it('refuses pages from other origins', async () => {
    const response = await ask('/decode', { payloads: [wire] }, { origin: 'https://evil.test' });
    expect(response.status).toBe(403);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('decodes nothing for unauthorized requests', async () => {
    expect((await ask('/decode', { payloads: [wire] }, { authorization: 'Bearer wrong' })).status).toBe(401);
  });

  it.each([
    ['/other', { payloads: [] }, 404],
    ['/decode', 'no JSON', 400],
    ['/decode', { payloads: 7 }, 400],
    ['/decode', { payloads: [{ data: '!' }] }, 400],
  ])('reports a request that it cannot read: %s %j', async (path, body, status) => {
    expect((await ask(path, body)).status).toBe(status);
  });

  it('says which key is missing', async () => {
    const other = createEncryptionCodec({ keys: { two: new Uint8Array(32).fill(2) } });
    const [payload] = await other.encode([{ metadata: {}, data: new Uint8Array([1]) }]);
    const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
    const metadata = Object.entries(payload?.metadata ?? {}).map(([name, value]) => [name, toBase64(value)]);
    const encrypted = {
      metadata: Object.fromEntries(metadata) as object,
      data: toBase64(payload?.data ?? new Uint8Array()),
    };
    const response = await ask('/decode', { payloads: [encrypted] });
    expect(response.status).toBe(422);
    expect(await response.json()).toEqual({ message: expect.stringContaining("'two'") });
  });

  it('accepts only POST', async () => {
    expect((await ask('/decode', undefined, {}, 'GET')).status).toBe(405);
  });
});
