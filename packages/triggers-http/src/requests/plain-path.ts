/**
 * One path has one spelling. Frameworks compare paths as they are written when they decide whether a guard such as
 * `app.use('/admin', …)` or `app.use('/admin/*', …)` runs; a second spelling, which only we would read as the same path, would reach
 * a route past its guard.
 */
import type { Params } from '../routes/endpoint.ts';
import { problem } from '../replies/problem.ts';

/**
 * Refuses a path that has another spelling: a whole URL, empty and dot segments, backslashes, what no URL may contain, and the percent
 * encoding of characters that need none. A parameter of one segment may contain an encoded slash; a wildcard may not.
 * @throws {HttpProblem} request-malformed
 */
export function assertPlainPath(target: string, params: Params): void {
  if (!target.startsWith('/')) throw malformed('Send only the path of the URL');
  if (/[^\x21-\x7e]|\\/.test(target)) throw malformed('Encode all characters that a URL may not contain');
  if (/%(?:2[de]|3\d|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])/i.test(target))
    throw malformed('Do not encode letters, digits, and the characters - . _ ~');
  if (/\/\.{0,2}\//.test(target) || /\/\.{1,2}$/.test(target))
    throw malformed("It has a segment that is empty, '.' or '..'");
  for (const value of Object.values(params))
    if (typeof value === 'object' && value.some((segment) => segment === '' || /[/\\]/.test(segment)))
      throw malformed('The segments of a wildcard are not empty and have no encoded slash');
}

// --- internal ---

function malformed(advice: string): Error {
  return problem('request-malformed', { detail: `The path is not in its plain form. ${advice}.` });
}
