/** A value in an error's words. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  return value === Object(value) ? typeof value : String(value);
}
