import { createEncryptionCodec, parseEncryptionKeys } from '../../src/encryption/index.ts';
import type { Payload } from '../../src/encryption/index.ts';

const first = new Uint8Array(32).fill(1);
const second = Buffer.alloc(32, 2).toString('base64');
const payload: Payload = {
  metadata: { encoding: Buffer.from('json/plain'), 'x-bytes': Uint8Array.of(0, 255) },
  data: Buffer.from('{"card":"4242 4242"}'),
};
const text = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString('latin1');
const bytesOf = ({ metadata, data }: Payload): object => ({
  metadata: Object.entries(metadata ?? {}).map(([name, value]) => [name, [...value]]),
  data: [...(data ?? [])],
});

describe('createEncryptionCodec', () => {
  it('restores payloads of any length, including metadata', async () => {
    const codec = createEncryptionCodec({ keys: { one: first } });
    const large: Payload = { metadata: payload.metadata ?? null, data: new Uint8Array(300_000).fill(7) };
    const given = [payload, large, { metadata: { encoding: Buffer.from('binary/null') } }];
    const [back, backLarge, backNull] = await codec.decode(await codec.encode(given));
    expect(bytesOf(back as Payload)).toEqual(bytesOf(payload));
    expect(bytesOf(backLarge as Payload)).toEqual(bytesOf(large));
    expect(text(backNull?.metadata?.['encoding'])).toBe('binary/null');
  });

  it('reveals nothing of the value, and never encrypts a value to the same bytes twice', async () => {
    const codec = createEncryptionCodec({ keys: { one: first } });
    const [a, b] = await codec.encode([payload, payload]);
    expect(text(a?.data)).not.toContain('4242');
    expect(text(a?.data)).not.toBe(text(b?.data));
    expect(text(a?.metadata?.['encoding'])).toBe('binary/encrypted');
    expect(text(a?.metadata?.['encryption-key-id'])).toBe('one');
  });

  it('does not change payloads that were never encrypted', async () => {
    const [back] = await createEncryptionCodec({ keys: { one: first } }).decode([payload]);
    expect(back).toBe(payload);
  });

  it('decrypts with every key, and encrypts with the active one', async () => {
    const old = createEncryptionCodec({ keys: { one: first } });
    const both = createEncryptionCodec({ keys: { one: first, two: second }, activeKey: 'two' });
    const encrypted = await old.encode([payload]);
    expect(bytesOf((await both.decode(encrypted))[0] as Payload)).toEqual(bytesOf(payload));
    const [written] = await both.encode([payload]);
    expect(text(written?.metadata?.['encryption-key-id'])).toBe('two');
    await expect(old.decode([written as Payload])).rejects.toMatchObject({
      code: 'TFN_ENCRYPTION_KEY_UNKNOWN',
      message: expect.stringContaining("'two'"),
    });
  });

  it('rejects payloads that were changed, or encrypted with another key with the same id', async () => {
    const codec = createEncryptionCodec({ keys: { one: first } });
    const [encrypted] = await codec.encode([payload]);
    const data = Uint8Array.from(encrypted?.data ?? []);
    data[20] = (data[20] ?? 0) ^ 1;
    const failed = expect.objectContaining({ code: 'TFN_ENCRYPTION_FAILED' });
    await expect(codec.decode([{ ...encrypted, data }])).rejects.toEqual(failed);
    const other = createEncryptionCodec({ keys: { one: second } });
    await expect(other.decode([encrypted as Payload])).rejects.toEqual(failed);
    await expect(codec.decode([{ ...encrypted, data: new Uint8Array() }])).rejects.toEqual(failed);
  });

  it.each([
    [{}, undefined, 'no key was given'],
    [{ one: first }, 'two', "'two'"],
    [{ one: new Uint8Array(16) }, undefined, "the key 'one' has 16 bytes"],
    [{ one: 'not base64!' }, undefined, "the key 'one' is not base64"],
  ])('rejects the keys %j', (keys, activeKey, problem) => {
    expect(() => createEncryptionCodec({ keys, ...(activeKey !== undefined && { activeKey }) })).toThrow(
      expect.objectContaining({ code: 'TFN_ENCRYPTION_KEYS', message: expect.stringContaining(problem) }),
    );
  });
});

describe('parseEncryptionKeys', () => {
  it('reads ids and keys, and the first key encrypts', () => {
    const base64 = Buffer.from(first).toString('base64');
    const options = parseEncryptionKeys(`new:${second}, old:${base64}`);
    expect(options).toEqual({ keys: { new: second, old: base64 }, activeKey: 'new' });
    expect(() => createEncryptionCodec(options)).not.toThrow();
  });

  it.each(['', ' , ', 'c2VjcmV0'])('rejects %j without repeating it', (given) => {
    expect(() => parseEncryptionKeys(given)).toThrow(
      expect.objectContaining({ code: 'TFN_ENCRYPTION_KEYS', message: expect.not.stringContaining('c2VjcmV0') }),
    );
  });
});
