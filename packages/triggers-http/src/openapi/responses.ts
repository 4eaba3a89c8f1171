import { isFunctionDef, isWorkflowDef } from '@tfn/core';
import { kindOf } from '@tfn/core/internal';
import type { HttpTriggerDef } from '@tfn/core';
import type { ErrorMapper } from '../replies/problem-of-error.ts';
import { answersAtOnce } from '../routes/event-id.ts';
import { PROBLEM, problemResponses, refTo } from './components.ts';
import type { Part } from './operation.ts';

/** What decides the answers of a route. */
export interface ResponseContext {
  readonly output: Part | undefined;
  readonly errorMapper: ErrorMapper | undefined;
}

/** The answers of a route: its results, its problems, and those that its middleware and the error mapper give. */
export function responsesOf(def: HttpTriggerDef, { output, errorMapper }: ResponseContext): object {
  const mapped = typeof errorMapper === 'object' ? [...new Set(Object.values(errorMapper))] : [];
  const isOpen = typeof errorMapper === 'function' || (def.options.middleware ?? []).length > 0;
  return {
    ...Object.fromEntries(mapped.map((status) => [String(status), FAILURE])),
    ...problemResponses(problemsOf(def)),
    ...successOf(def, output),
    ...(isOpen && { default: { description: 'An answer of the middleware, or a failure of the workflow' } }),
  };
}

// --- internal ---

const FAILURE = {
  description: 'The workflow failed, as expected',
  content: { [PROBLEM]: { schema: refTo('schemas', 'Problem') } },
};

function successOf(def: HttpTriggerDef, output: Part | undefined): Readonly<Record<string, object>> {
  const { target, options } = def;
  if (kindOf(target) === 'signal') return { '202': accepted('The signal was sent', 'Signalled') };
  const runs = isWorkflowDef(target) || isFunctionDef(target);
  if (runs && answersAtOnce(def))
    return {
      ...(options.verify?.acknowledgement === undefined
        ? { '202': accepted('It has started', 'Accepted', true) }
        : { '200': { description: 'It has started' } }),
      ...(options.verify?.handshake !== undefined && {
        '200': { description: "The answer to the sender's check", content: { 'application/json': {} } },
      }),
    };
  const isVoid = output !== undefined && JSON.stringify(output.schema) === '{"not":{}}';
  return {
    ...(!isVoid && { '200': { description: 'The result', content: contentOf(output, options.contentType) } }),
    ...(runs && { '202': accepted('It is still running: ask for the result later', 'Accepted', true) }),
    ...((output === undefined || output.optional) && { '204': { description: 'Done, without a result' } }),
  };
}

/** A result of any type may be bytes. */
function contentOf(output: Part | undefined, contentType: string | undefined): object {
  const schema = output === undefined ? { description: 'Any JSON.' } : refTo('schemas', output.name);
  const isAny = output === undefined || !('type' in output.schema || 'anyOf' in output.schema);
  const raw = contentType ?? (isAny ? 'application/octet-stream' : undefined);
  return { 'application/json': { schema }, ...(raw !== undefined && { [raw]: {} }) };
}

function accepted(description: string, schema: string, located = false): object {
  const headers = { Location: { description: 'The URL of the result', schema: { type: 'string' } } };
  return {
    ...{ description, ...(located && { headers }) },
    content: { 'application/json': { schema: refTo('schemas', schema) } },
  };
}

function problemsOf({ method, target, options }: HttpTriggerDef): readonly number[] {
  const runs = isWorkflowDef(target) || isFunctionDef(target);
  return [
    400,
    ...(options.verify === undefined ? [] : [401]),
    ...(runs ? [] : [404]),
    409,
    ...(method === 'GET' ? [] : [413, 415]),
    ...(runs || kindOf(target) === 'update' ? [422] : []),
    ...[429, 500, 503, 504],
  ];
}
