/** Temporal's own limit for one value, in bytes. */
export const DEFAULT_VALUE_LIMIT: number = 2 * 1024 * 1024;

const key: unique symbol = Symbol.for('@tfn/value-limit') as never;

/** How many bytes one value may have in this workflow. Infinity: Temporal, or a converter or codec of the user's, decides. */
export function valueLimit(): number {
  return (globalThis as { [key]?: number })[key] ?? DEFAULT_VALUE_LIMIT;
}

/** The code of a bundle whose workflows know the limit. */
export function setValueLimit(code: string, limit: number): string {
  if (limit === DEFAULT_VALUE_LIMIT) return code;
  // On the first line, whose columns alone change in source maps; a directive stays in front.
  return code.replace(/^('use strict';|"use strict";)?/, `$1globalThis[Symbol.for('@tfn/value-limit')]=${limit};`);
}
