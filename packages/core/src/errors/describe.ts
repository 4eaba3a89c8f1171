import { cutText } from './thrown/thrown-fields.ts';

/** Describes a value in an error message. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return `'${cutText(value, LONGEST)}'`;
  return value === Object(value) ? typeof value : String(value);
}

// --- internal ---

const LONGEST = 200;
