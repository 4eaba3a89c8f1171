/** Base64 without `btoa`, which the workflow sandbox does not have. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const CODES = new Map(Array.from(ALPHABET, (character, code) => [character.charCodeAt(0), code]));

export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = [bytes[at], bytes[at + 1], bytes[at + 2]];
    const group = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    parts.push(
      (ALPHABET[group >> 18] as string) +
        (ALPHABET[(group >> 12) & 63] as string) +
        (b === undefined ? '=' : (ALPHABET[(group >> 6) & 63] as string)) +
        (c === undefined ? '=' : (ALPHABET[group & 63] as string)),
    );
  }
  return parts.join('');
}

/** Undefined when it is not base64. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const length = text.length - padding;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let group = 0;
  let bits = 0;
  let at = 0;
  for (let index = 0; index < length; index += 1) {
    const code = CODES.get(text.charCodeAt(index));
    if (code === undefined) return undefined;
    group = ((group << 6) | code) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (group >> bits) & 0xff;
  }
  return bytes;
}
