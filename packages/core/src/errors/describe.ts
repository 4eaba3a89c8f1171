/** Describes a value in an error message. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  return value === Object(value) ? typeof value : String(value);
}
