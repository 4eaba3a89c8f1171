/**
 * Converts an error for a log line: its name, type, code and message, and the stacks down to its cause. Other fields are left out,
 * because they may contain personal data.
 */
export function toPlainError(error: Error): object {
  const { type, code } = error as Error & { type?: unknown; code?: unknown };
  // Without a prototype: pino would report the constructor's name as the type.
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
