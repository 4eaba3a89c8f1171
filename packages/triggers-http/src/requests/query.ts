/** What the parameters of a query mean. Reading them takes time in proportion to their length: each name and value is looked at once. */
import type { HttpRequest } from '@tfn/core';
import { problem } from '../replies/problem.ts';

/**
 * The parameters of a query by their names as written; one that is repeated is a list.
 * @throws {HttpProblem} request-malformed for the name `__proto__`
 */
export function readQuery(search: string): HttpRequest['query'] {
  return readPairs(search, () => malformed("has a parameter '__proto__'"));
}

/**
 * The fields of a form, likewise.
 * @throws {HttpProblem} body-malformed for the name `__proto__` and for very many fields
 */
export function readForm(text: string): HttpRequest['query'] {
  if (text.split('&', MOST_FIELDS + 1).length > MOST_FIELDS)
    throw problem('body-malformed', { detail: `It has more than ${MOST_FIELDS} fields.` });
  // Without the mark, a question mark at the start would be taken for that of a URL.
  return readPairs(`&${text}`, () => problem('body-malformed', { detail: "It has a field '__proto__'." }));
}

/**
 * The query and path parameters as one object, or undefined when there are none. `tag[]=a` is an item of the list `tag`, `a[b]=c` the
 * field `b` of the object `a`; a path parameter replaces one of the query.
 * @throws {HttpProblem} request-malformed when a name has too many brackets, or is both a value and an object
 */
export function toParameters({ query, params }: Pick<HttpRequest, 'query' | 'params'>): Fields | undefined {
  const all: Fields = {};
  for (const [name, value] of Object.entries(query)) put(all, splitName(name), value);
  Object.assign(all, params);
  return Object.keys(all).length === 0 ? undefined : all;
}

/** Values by name: texts, lists of texts, and objects of the same kind. */
export type Fields = { [name: string]: unknown };

// --- internal ---

function readPairs(text: string, onProto: () => Error): HttpRequest['query'] {
  const lists = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(text)) {
    const list = lists.get(name);
    if (list === undefined) lists.set(name, [value]);
    else list.push(value);
  }
  if (lists.has('__proto__')) throw onProto();
  return Object.fromEntries([...lists].map(([name, list]) => [name, list.length === 1 ? (list[0] as string) : list]));
}

/** The most fields of a form. */
const MOST_FIELDS = 1000;

/** The most brackets of one name. */
const MAX_BRACKETS = 8;

interface Name {
  /** `a`, `b` and `c` of `a[b][c]`. */
  readonly keys: readonly string[];
  /** Whether it ends with `[]`. */
  readonly isList: boolean;
}

/** A name whose brackets do not match is one plain key. */
function splitName(name: string): Name {
  const start = name.indexOf('[');
  if (start <= 0 || !name.endsWith(']')) return { keys: [name], isList: false };
  const inner = name.slice(start + 1, -1).split('][');
  if (inner.some((key) => key.includes('[') || key.includes(']'))) return { keys: [name], isList: false };
  if (inner.length > MAX_BRACKETS) throw malformed(`has a parameter with more than ${MAX_BRACKETS} brackets`);
  const isList = inner.at(-1) === '';
  const keys = [name.slice(0, start), ...(isList ? inner.slice(0, -1) : inner)];
  if (keys.includes('')) throw malformed('has a parameter with empty brackets that are not at its end');
  if (keys.includes('__proto__') || keys.includes('prototype')) throw malformed('has a parameter of a prototype');
  return { keys, isList };
}

function put(all: Fields, { keys, isList }: Name, value: string | readonly string[]): void {
  let target = all;
  for (const key of keys.slice(0, -1)) {
    const found = Object.hasOwn(target, key) ? target[key] : (target[key] = {});
    if (typeof found !== 'object' || Array.isArray(found)) throw twice(key);
    target = found as Fields;
  }
  const last = keys.at(-1) as string;
  const before = Object.hasOwn(target, last) ? target[last] : undefined;
  if (typeof before === 'object' && !Array.isArray(before)) throw twice(last);
  // Only `tag` and `tag[]` meet here: a name by itself has all its values already.
  target[last] = before === undefined ? (isList ? [value].flat() : value) : [before, value].flat();
}

function twice(key: string): Error {
  return malformed(`has a parameter '${key}' that is both a value and an object`);
}

function malformed(what: string): Error {
  return problem('request-malformed', { detail: `The query ${what}.` });
}
