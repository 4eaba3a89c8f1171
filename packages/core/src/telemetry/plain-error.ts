import { causesOf } from '../errors/thrown/causes-of.ts';
import { readThrown } from '../errors/thrown/read-thrown.ts';
import { field } from '../errors/thrown/thrown-fields.ts';

/**
 * Converts an error for a log line: its name, type, code and message, and the stacks down to its cause. Other fields are left out,
 * because they may contain personal data.
 */
export function toPlainError(error: Error): object {
  const [name, type, code] = ['name', 'type', 'code'].map((key) => field(error, key));
  // Without a prototype: pino would report the constructor's name as the type.
  return Object.assign(Object.create(null) as object, {
    name: typeof name === 'string' ? name.slice(0, LONGEST_NAME) : 'Error',
    ...(typeof type === 'string' && { failureType: type.slice(0, LONGEST_NAME) }),
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    message: readThrown(error).message,
    stack: causesOf(error).slice(0, MOST_STACKS).map(stackOf).join('\ncaused by: '),
  });
}

// --- internal ---

const LONGEST_NAME = 200;
const MOST_STACKS = 20;

function stackOf(error: Error): string {
  const { stack, type, message } = readThrown(error);
  return stack ?? `${type}: ${message}`;
}
