/**
 * An error as a log line holds it: its name, type, code and message, and the stacks down to its cause. None of what is attached to it, as
 * that may be somebody's data.
 */
export function toPlainError(error: Error): object {
  const { type, code } = error as Error & { type?: unknown; code?: unknown };
  // Without prototype: pino would name the type after its constructor.
  return Object.assign(Object.create(null) as object, {
    name: error.name,
    ...(typeof type === 'string' && { failureType: type }),
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    message: error.message,
    stack: stackOf(error),
  });
}

// --- internal ---

function stackOf(error: Error): string {
  const own = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause instanceof Error ? `${own}\ncaused by: ${stackOf(error.cause)}` : own;
}
