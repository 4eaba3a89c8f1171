import { showValue } from './show.ts';

/** The values of a list of payloads on one line. */
export function showPayloads(holder: unknown): string {
  const payloads = (holder as { payloads?: unknown } | null | undefined)?.payloads;
  return Array.isArray(payloads) ? payloads.map((payload) => showPayload(payload as Payload)).join(', ') : '';
}

/** The JSON value of the first payload, or undefined when it is not JSON. */
export function readPayload(holder: unknown): unknown {
  const [payload] = ((holder as { payloads?: unknown } | undefined)?.payloads ?? []) as Payload[];
  const text = payload && toText(payload.data);
  try {
    return text ? (JSON.parse(text) as unknown) : undefined;
  } catch {
    return undefined;
  }
}

// --- internal ---

/** Bytes as the API returns them, or base64 as in its JSON form. */
interface Payload {
  readonly metadata?: Readonly<Record<string, Uint8Array | string>>;
  readonly data?: Uint8Array | string;
}

function showPayload({ metadata, data }: Payload): string {
  const encoding = toText(metadata?.['encoding']);
  if (encoding === 'binary/null') return '';
  if (encoding !== 'json/plain') return `<${encoding || 'bytes'}>`;
  try {
    return showValue(JSON.parse(toText(data)));
  } catch {
    return '<bytes>';
  }
}

function toText(bytes: Uint8Array | string | undefined): string {
  if (bytes === undefined) return '';
  return typeof bytes === 'string' ? Buffer.from(bytes, 'base64').toString() : Buffer.from(bytes).toString();
}
