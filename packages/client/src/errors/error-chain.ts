/** An error and its causes, outermost first. */
export function causesOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let link = error; link instanceof Error && !chain.includes(link); link = link.cause) chain.push(link);
  return chain;
}

/** Errors of the SDK are told by name, which holds for every copy of it. */
export function isNamed(error: unknown, name: string): error is Error {
  return error instanceof Error && error.name === name;
}

/** The words of others as part of ours: without a full stop, and without what gRPC puts around a socket's error. */
export function toReason(message: string): string {
  const inner = /Last error: (?:Error: )?(.*?)\.? Resolution note:/s.exec(message)?.[1] ?? message;
  return inner.trim().replace(/\.$/, '');
}
