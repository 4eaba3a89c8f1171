/** A `crypto` global whose values come from Temporal's deterministic random numbers, for packages such as uuid and nanoid. */
export function installCrypto(): void {
  if ('crypto' in globalThis) return;
  const getRandomValues = <TArray extends Uint8Array>(array: TArray): TArray => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let index = 0; index < bytes.length; index++) bytes[index] = Math.floor(Math.random() * 256);
    return array;
  };
  const randomUUID = (): string => {
    const bytes = getRandomValues(new Uint8Array(16));
    bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  };
  Object.defineProperty(globalThis, 'crypto', {
    value: Object.freeze({ getRandomValues, randomUUID }),
    configurable: true,
    writable: true,
  });
}
