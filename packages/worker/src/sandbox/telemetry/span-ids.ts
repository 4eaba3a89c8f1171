/** Makes the ids of spans, as OpenTelemetry's tracers ask for them. */
export interface SpanIds {
  generateTraceId(): string;
  generateSpanId(): string;
  /** Calls a function whose ids follow from `seed` alone; ids after it are as they would have been without it. */
  apart<TResult>(seed: string, call: () => TResult): TResult;
}

/** Ids that follow from a seed: the same seed gives the same ids in the same order. */
export function createSpanIds(seed: string): SpanIds {
  let next = createStream(seed);
  return {
    generateTraceId: () => next() + next(),
    generateSpanId: () => next(),
    apart(other, call) {
      const before = next;
      next = createStream(`${seed} ${other}`);
      try {
        return call();
      } finally {
        next = before;
      }
    },
  };
}

// --- internal ---

/** 16 hexadecimal digits at a time, never all 0. */
function createStream(seed: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    const digits = hash(`${seed} ${count} a`) + hash(`${seed} ${count} b`);
    return /[^0]/.test(digits) ? digits : '1'.padStart(16, '0');
  };
}

/** FNV-1a, and a last mixing, as 8 hexadecimal digits. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return ((value ^ (value >>> 16)) >>> 0).toString(16).padStart(8, '0');
}
