/** Errors as data: name, message, stack, cause, and their own fields. */
import { field } from '../errors/thrown/thrown-fields.ts';
import { setOwn } from './set-own.ts';

/** The fields of an error that the JSON of a value has. Of an error with a toJSON(), its own fields are what that returns. */
export function fieldsOfError(error: Error): object {
  const fields: object = {};
  for (const key of ['name', 'message', 'stack']) {
    const text = field(error, key);
    if (typeof text === 'string') setOwn(fields, key, text);
  }
  for (const key of ['cause', 'errors']) if (Object.hasOwn(error, key)) setOwn(fields, key, field(error, key));
  const toJSON = field(error, 'toJSON');
  const own: unknown = typeof toJSON === 'function' ? toJSON.call(error) : error;
  if (typeof own === 'object' && own !== null)
    for (const key of Object.keys(own))
      if (key !== 'toJSON' && !Object.hasOwn(fields, key)) setOwn(fields, key, (own as Record<string, unknown>)[key]);
  return fields;
}

/** The error of such fields: of the built-in class that its name names, else an Error. */
export function errorOfFields(fields: unknown): unknown {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return fields;
  const { name, ...others } = fields as { name?: unknown };
  const Class = (typeof name === 'string' && CLASSES.get(name)) || Error;
  const error = name === 'AggregateError' ? new AggregateError([]) : new Class();
  for (const key of Object.keys(others)) {
    const value = (others as Record<string, unknown>)[key];
    // Whoever reads a message takes it for text.
    if ((key === 'message' || key === 'stack') && typeof value !== 'string') continue;
    const isHidden = HIDDEN.has(key);
    Object.defineProperty(error, key, { value, writable: true, enumerable: !isHidden, configurable: true });
  }
  if (!Object.hasOwn(others, 'stack')) delete error.stack;
  if (typeof name === 'string' && name !== error.name)
    Object.defineProperty(error, 'name', { value: name, writable: true, enumerable: false, configurable: true });
  return error;
}

// --- internal ---

/** What `new Error` does not make enumerable. */
const HIDDEN: ReadonlySet<string> = new Set(['message', 'stack', 'cause', 'errors']);

const CLASSES: ReadonlyMap<string, ErrorConstructor> = new Map(
  [Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError].map((Class) => [Class.name, Class]),
);
