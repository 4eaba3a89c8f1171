import type { Payload, PayloadCodec } from '@tfn/core/encryption';

/**
 * A copy of a Temporal message in which each payload is changed, those of a list together. A part without payloads is returned
 * unchanged. Headers and search attributes stay, as in Temporal's SDK.
 */
export async function mapPayloads<TValue>(value: TValue, change: PayloadCodec['decode']): Promise<TValue> {
  return (await map(value, change)) as TValue;
}

/** A copy with what a codec encoded decoded. Payloads that the codec does not know, such as Temporal's own, stay. */
export async function readable<TValue>(value: TValue, codec: PayloadCodec | undefined): Promise<TValue> {
  if (codec === undefined) return value;
  const decode = async (payloads: Payload[]): Promise<Payload[]> => {
    try {
      return await codec.decode(payloads);
    } catch {
      return payloads;
    }
  };
  return (await showFailures(await mapPayloads(value, decode))) as TValue;
}

// --- internal ---

type Fields = Readonly<Record<string, unknown>>;

const UNTOUCHED: ReadonlySet<string> = new Set(['header', 'headers', 'searchAttributes']);

function isPayload(value: unknown): value is Payload {
  const { metadata } = (value ?? {}) as { metadata?: Fields | null };
  return typeof metadata === 'object' && metadata !== null && 'encoding' in metadata;
}

async function map(value: unknown, change: PayloadCodec['decode']): Promise<unknown> {
  if (isPayload(value)) return (await change([value]))[0];
  if (Array.isArray(value) && value.length > 0 && value.every(isPayload)) return change([...value]);
  return mapFields(value, async (field, key) => (UNTOUCHED.has(key) ? field : map(field, change)));
}

/** Restores what `encodeCommonAttributes` moved out of failures. */
async function showFailures(value: unknown): Promise<unknown> {
  const shown = (await mapFields(value, showFailures)) as Fields;
  const { encodedAttributes } = (shown ?? {}) as { encodedAttributes?: Payload | null };
  if (!encodedAttributes?.data) return shown;
  const { message, stack_trace: stackTrace } = readJson(encodedAttributes) as {
    message?: string;
    stack_trace?: string;
  };
  return message === undefined ? shown : { ...shown, message, stackTrace };
}

function readJson({ data }: Payload): object {
  try {
    return JSON.parse(Buffer.from(data ?? []).toString()) as object;
  } catch {
    return {};
  }
}

/** Bytes and plain values have no fields. */
async function mapFields(value: unknown, change: (field: unknown, key: string) => Promise<unknown>): Promise<unknown> {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  const entries = await Promise.all(
    Object.entries(value).map(async ([key, field]) => [key, field, await change(field, key)] as const),
  );
  if (entries.every(([, before, after]) => before === after)) return value;
  const copy: object = Array.isArray(value) ? [] : (Object.create(Object.getPrototypeOf(value) as object) as object);
  return Object.assign(copy, Object.fromEntries(entries.map(([key, , after]) => [key, after])));
}
