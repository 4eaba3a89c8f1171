import type { StructuredLogger } from '@tfn/core/telemetry';

/** A logger that is created on its first line, or by `load`. */
export interface LazyLogger {
  readonly logger: StructuredLogger;
  load(): void;
}

export function createLazyLogger(level: string, make: () => StructuredLogger): LazyLogger {
  let made: StructuredLogger | undefined;
  const load = (): StructuredLogger => (made ??= make());
  return {
    logger: {
      level,
      trace: (fields, message) => load().trace?.(fields, message),
      debug: (fields, message) => load().debug(fields, message),
      info: (fields, message) => load().info(fields, message),
      warn: (fields, message) => load().warn(fields, message),
      error: (fields, message) => load().error(fields, message),
    },
    load,
  };
}
