import { FORMS, gap } from '../kinds.ts';
import type { JsonSchema, Side } from '../kinds.ts';

/** A part that arktype cannot convert. */
interface Fallback {
  readonly code: string;
  /** What it can say of it. */
  readonly base: JsonSchema;
  readonly domain?: string;
  readonly proto?: { readonly name: string };
}

/** Options for arktype's converter, which calls `fallback` with each part that it cannot convert. */
export function arktypeOptions(side: Side): object {
  return {
    fallback: (part: Fallback) => ({
      ...(side === 'output' && part.code === 'morph' ? {} : part.base),
      ...formOf(part, side),
    }),
  };
}

// --- internal ---

function formOf({ code, base, domain, proto }: Fallback, side: Side): JsonSchema {
  if (code === 'date' || proto?.name === 'Date') return FORMS.date;
  if (domain === 'bigint') return FORMS.bigint;
  if (proto?.name === 'Set') return FORMS.set();
  if (proto?.name === 'Map') return FORMS.map();
  if (side === 'output' && code === 'morph') return gap('the result of a morph; declare its output with .to()');
  // A predicate narrows what the rest describes.
  return Object.keys(base).length > 0 ? {} : gap(`arktype has no JSON Schema for its ${code}`);
}
