import type { HttpMiddleware, HttpTriggerDef } from '@tfn/core';
import { OWN_SCHEMAS, allProblemResponses, problemResponses, refTo } from './components.ts';
import type { JsonSchema } from './kinds.ts';
import { toOperation } from './operation.ts';
import type { Operation } from './operation.ts';
import { ID_SEGMENT } from './parameters.ts';
import { toOpenApiPaths } from './paths.ts';
import type { ErrorMapper } from '../replies/problem-of-error.ts';

/** How the OpenAPI document describes the service, and who may read it. */
export interface OpenApiOptions {
  /** @default 'API' */
  title?: string;
  /** @default '1.0.0' */
  version?: string;
  description?: string;
  /** OpenAPI's `securitySchemes`, by name; every operation requires all of them. The routes' middleware has to check them. */
  securitySchemes?: Readonly<Record<string, object>>;
  /** Runs before the document's route. */
  middleware?: readonly HttpMiddleware[];
}

/** The input of a document. */
export interface DocumentSubject {
  readonly defs: readonly HttpTriggerDef[];
  /** The prefix of the routes that this package adds. */
  readonly basePath: string;
  readonly hasStatus: boolean;
  /** The path where the routes are mounted: the document's server. */
  readonly mount: string;
  /** The maximum size of a body in bytes, unless its route sets it. @default 1048576 */
  readonly bodyLimit?: number;
  /** Its statuses are among the answers. @default none */
  readonly errorMapper?: ErrorMapper | undefined;
  /** Gets a sentence about each part of a schema that JSON Schema cannot describe. */
  readonly warn?: (warning: string) => void;
}

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly [field: string]: unknown;
}

/**
 * Describes all routes as an OpenAPI document. A schema, or a part of one, that JSON Schema cannot describe has a text in its place, and is
 * reported to `warn`.
 */
export function createDocument(
  { defs, basePath, hasStatus, mount, bodyLimit = 1024 * 1024, errorMapper, warn = () => undefined }: DocumentSubject,
  { title = 'API', version = '1.0.0', description, securitySchemes }: OpenApiOptions = {},
): OpenApiDocument {
  const schemas: Record<string, JsonSchema> = { ...OWN_SCHEMAS };
  const paths: Record<string, Record<string, Operation>> = {};
  const taken = new Set<string>();
  const shared = { schemas, bodyLimit, errorMapper, warn };
  for (const def of defs)
    for (const { path, parameters: names } of toOpenApiPaths(def.path)) {
      const operations = (paths[path] ??= {});
      const operationId = unique(`${def.method.toLowerCase()}${toPascal(path)}`, taken);
      operations[def.method.toLowerCase()] ??= toOperation(def, { operationId, names, ...shared });
    }
  if (hasStatus) paths[`${basePath}/runs/{workflowId}`] ??= { get: STATUS_OPERATION };
  return {
    openapi: '3.1.0',
    info: { title, version, ...(description !== undefined && { description }) },
    servers: [{ url: mount === '' ? '/' : mount }],
    ...(securitySchemes !== undefined && { security: Object.keys(securitySchemes).map((name) => ({ [name]: [] })) }),
    paths,
    components: {
      schemas,
      responses: allProblemResponses(),
      ...(securitySchemes !== undefined && { securitySchemes }),
    },
  };
}

// --- internal ---

const STATUS_OPERATION: Operation = {
  operationId: 'getRun',
  summary: 'The status of a run, and its result',
  parameters: [
    {
      ...{
        name: 'workflowId',
        in: 'path',
        required: true,
        description: 'At most 1000 bytes, without control characters.',
      },
      schema: ID_SEGMENT,
    },
  ],
  responses: {
    '200': { description: 'The run', content: { 'application/json': { schema: refTo('schemas', 'Run') } } },
    ...problemResponses([400, 404, 429, 500, 503]),
  },
};

function toPascal(path: string): string {
  return path
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}

function unique(name: string, taken: Set<string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count++) free = `${name}${count}`;
  taken.add(free);
  return free;
}
