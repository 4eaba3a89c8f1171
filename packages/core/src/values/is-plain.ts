/**
 * Recognises values that JSON carries as they are: nearly all. One pass, which allocates nothing, since every value that is sent pays for it.
 * I1: false means "look closer", never "refuse": objects of another realm, deep and circular ones are false as well.
 */
import { MAX_DEPTH, MAX_PARTS } from './limits.ts';

/** Whether JSON carries the value, and gives it back equal. */
export function isPlain(value: unknown): boolean {
  parts = 0;
  return look(value, 0);
}

// --- internal ---

/** Parts of the value that is being looked at. */
let parts = 0;

function look(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      // Neither NaN nor infinite, nor -0.
      return value - value === 0 && (value !== 0 || 1 / value > 0);
    case 'object':
      return value === null || lookInto(value, depth + 1);
    default:
      return false;
  }
}

function lookInto(value: object, depth: number): boolean {
  if (depth > MAX_DEPTH || ++parts > MAX_PARTS) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (Array.isArray(value)) {
    if (prototype !== Array.prototype || (parts += value.length) > MAX_PARTS) return false;
    for (let index = 0; index < value.length; index += 1) if (!look(value[index], depth)) return false;
    return true;
  }
  if (prototype !== Object.prototype) return false;
  // Inherited properties are looked at as well, if somebody added any to all objects; this only costs time.
  for (const key in value) if (!look((value as Record<string, unknown>)[key], depth)) return false;
  return Object.getOwnPropertySymbols(value).length === 0;
}
