import { createLogger } from '@tfn/core/telemetry';
import type { Pino, StructuredLogger } from '@tfn/core/telemetry';

/** A pino logger to standard output, when pino is installed; the same one each time. */
export function findDefaultLogger(): StructuredLogger | undefined {
  try {
    return (made ??= createLogger(require('pino') as Pino, { output: process.stdout }));
  } catch {
    // Temporal's own logger writes to standard error.
    return undefined;
  }
}

// --- internal ---

let made: StructuredLogger | undefined;
