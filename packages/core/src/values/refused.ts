import { messageOf } from '../errors/thrown/thrown-fields.ts';

/** Why a value cannot be sent. The location is added on the way out, one segment at a time. */
export class RefusedValue extends Error {
  /** The location in the value, such as '.items[3].file'; '' is the value itself. */
  path = '';
  /** Completes "it is …". */
  readonly problem: string;

  constructor(problem: string) {
    super(`The value cannot be sent: it is ${problem}.`);
    this.problem = problem;
    this.name = 'ValueError';
  }

  /** Adds where the refused part is. */
  locate(segment: string): void {
    this.path = segment + this.path;
  }

  /** What, where and why, for those who cannot say whose value it is. */
  inWords(): string {
    return `The value cannot be sent: ${(this.path && `'value${this.path}'`) || 'it'} is ${this.problem}. Send plain data instead.`;
  }
}

/** @throws {RefusedValue} always */
export function refuse(problem: string): never {
  throw new RefusedValue(problem);
}

/** The refusal of a value that threw when it was read, as a proxy may; refusals stay as they are. */
export function toRefusal(error: unknown): RefusedValue {
  return error instanceof RefusedValue ? error : new RefusedValue(`not readable: '${messageOf(error)}'`);
}

/** Adds the key of the part in which a value was refused to the error. */
export function located(error: unknown, key: string | number): RefusedValue {
  const refusal = toRefusal(error);
  refusal.locate(keySegment(key));
  return refusal;
}

// --- internal ---

/** The segment of a key: '.items', '[3]' or '["first name"]'. */
function keySegment(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
