import { field, isErrorLike } from '@tfn/core/internal';

/** Whether an error is the SDK's of that name; names work across copies of the SDK, instanceof does not. */
export function isNamed(error: unknown, name: string): error is Error {
  return isErrorLike(error) && field(error, 'name') === name;
}

/** Makes a foreign message part of ours: drops the full stop, and the text that gRPC wraps around a socket's error. */
export function toReason(message: string): string {
  const inner = /Last error: (?:Error: )?(.*?)\.? Resolution note:/s.exec(message)?.[1] ?? message;
  return inner.trim().replace(/\.$/, '');
}
