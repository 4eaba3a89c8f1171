import { fromBase64, toBytes, toText } from '../protocol/wire-payload.ts';
import { encryptionError } from './errors.ts';
import { joinBytes } from '../internal/join-bytes.ts';
import { fromPayloadBytes, toPayloadBytes } from './payload.ts';
import type { Payload, PayloadCodec } from './payload.ts';

/** Options of `createEncryptionCodec`. */
export interface EncryptionOptions {
  /** Keys of 32 bytes by id, as bytes or in base64. Keep old keys as long as values that they encrypted may be read. */
  keys: Readonly<Record<string, Uint8Array | string>>;
  /** The id of the key that encrypts; the other keys only decrypt. @default the first of `keys` */
  activeKey?: string;
}

/**
 * Encrypts what is sent to Temporal with AES-256-GCM and decrypts what comes back; other values pass unchanged. Set it as
 * `payloadCodec` to every client, worker and test environment, or as one of `dataConverter.payloadCodecs` to Temporal's SDK, whose own
 * encryption samples, in any language, write the same format.
 *
 * To rotate keys: add the new key everywhere, make it `activeKey`, and remove the old one once no value encrypted with it is left.
 * @throws {TfnError} TFN_ENCRYPTION_KEYS; when used TFN_ENCRYPTION_KEY_UNKNOWN, TFN_ENCRYPTION_FAILED
 */
export function createEncryptionCodec({ keys, activeKey = Object.keys(keys)[0] }: EncryptionOptions): PayloadCodec {
  const known = new Map(Object.entries(keys).map(([id, key]) => [id, toKeyBytes(id, key)]));
  if (activeKey === undefined) throw encryptionError('TFN_ENCRYPTION_KEYS', { problem: 'no key was given' });
  if (!known.has(activeKey))
    throw encryptionError('TFN_ENCRYPTION_KEYS', {
      problem: `'activeKey' is '${activeKey}', which is not one of 'keys'`,
    });
  const imported = new Map<string, Promise<Key>>();
  const keyOf = (id: string): Promise<Key> => {
    const bytes = known.get(id);
    if (bytes === undefined) throw encryptionError('TFN_ENCRYPTION_KEY_UNKNOWN', { key: id, known: [...known.keys()] });
    let key = imported.get(id);
    if (key === undefined) imported.set(id, (key = importKey(bytes)));
    return key;
  };

  const encrypt = async (payload: Payload): Promise<Payload> => {
    const iv = crypto.getRandomValues(new Uint8Array(IV_LENGTH));
    const sealed = await crypto.subtle.encrypt(
      { name: 'AES-GCM', iv },
      await keyOf(activeKey),
      ownBytes(toPayloadBytes(payload)),
    );
    return {
      metadata: { encoding: toBytes(ENCRYPTED), [KEY_ID]: toBytes(activeKey) },
      data: joinBytes([iv, new Uint8Array(sealed)]),
    };
  };
  const decrypt = async (payload: Payload): Promise<Payload> => {
    if (toText(payload.metadata?.['encoding']) !== ENCRYPTED) return payload;
    const id = toText(payload.metadata?.[KEY_ID]);
    const key = await keyOf(id);
    const data = ownBytes(payload.data ?? new Uint8Array());
    try {
      const iv = data.subarray(0, IV_LENGTH);
      return fromPayloadBytes(
        new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, data.subarray(IV_LENGTH))),
      );
    } catch (cause) {
      throw encryptionError('TFN_ENCRYPTION_FAILED', { key: id }, cause);
    }
  };
  return {
    encode: (payloads) => Promise.all(payloads.map(encrypt)),
    decode: (payloads) => Promise.all(payloads.map(decrypt)),
  };
}

/**
 * Parses the keys of an environment variable: `id:base64`, separated by commas. The
 * first key encrypts.
 * @throws {TfnError} TFN_ENCRYPTION_KEYS
 */
export function parseEncryptionKeys(text: string): EncryptionOptions {
  const entries = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [, id, key] = /^([^:]+):(.+)$/.exec(part) ?? [];
      if (id === undefined || key === undefined)
        throw encryptionError('TFN_ENCRYPTION_KEYS', { problem: "a key does not have the form 'id:base64'" });
      return [id, key] as const;
    });
  const [first] = entries;
  if (first === undefined) throw encryptionError('TFN_ENCRYPTION_KEYS', { problem: 'no key was given' });
  return { keys: Object.fromEntries(entries), activeKey: first[0] };
}

// --- internal ---

/** The names that Temporal's samples use. */
const ENCRYPTED = 'binary/encrypted';
const KEY_ID = 'encryption-key-id';
const IV_LENGTH = 12;
const KEY_LENGTH = 32;

/** Web Crypto's key. TypeScript declares the name CryptoKey for browsers only. */
type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

function toKeyBytes(id: string, key: Uint8Array | string): Uint8Array {
  const bytes = typeof key === 'string' ? parseBase64(key) : ownBytes(key);
  if (bytes?.length !== KEY_LENGTH)
    throw encryptionError('TFN_ENCRYPTION_KEYS', {
      problem: `the key '${id}' ${bytes === undefined ? 'is not base64' : `has ${bytes.length} bytes`}`,
    });
  return bytes;
}

function parseBase64(text: string): Uint8Array | undefined {
  try {
    return fromBase64(text);
  } catch {
    return undefined;
  }
}

function importKey(bytes: Uint8Array): Promise<Key> {
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** A copy: payloads may be views of shared memory. */
function ownBytes(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes);
}
