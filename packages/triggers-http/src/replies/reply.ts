import type { HttpProblem } from './problem.ts';

/** A response, before an adapter sends it. */
export interface HttpReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Makes a reply of a value as JSON; undefined becomes 204. */
export function jsonReply(
  value: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Readonly<Record<string, string>> } = {},
): HttpReply {
  const body = JSON.stringify(value);
  if (body === undefined) return { status: status === 200 ? 204 : status, headers, body };
  return { status, headers: { 'content-type': 'application/json', ...headers }, body };
}

/** Makes the reply of a problem document. */
export function problemReply({ problem, headers }: HttpProblem): HttpReply {
  return {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(problem),
  };
}
