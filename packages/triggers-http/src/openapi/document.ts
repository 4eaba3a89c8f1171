import type { HttpMiddleware, HttpTriggerDef } from '@tfn/core';
import { OWN_SCHEMAS, allProblemResponses, problemResponses, refTo } from './components.ts';
import type { JsonSchema } from './json-schema.ts';
import { toOperation } from './operation.ts';
import type { Operation } from './operation.ts';
import { toOpenApiPaths } from './paths.ts';

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
}

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly [field: string]: unknown;
}

/** Describes all routes as an OpenAPI document. */
export function createDocument(
  { defs, basePath, hasStatus, mount }: DocumentSubject,
  { title = 'API', version = '1.0.0', description, securitySchemes }: OpenApiOptions = {},
): OpenApiDocument {
  const schemas: Record<string, JsonSchema> = { ...OWN_SCHEMAS };
  const paths: Record<string, Record<string, Operation>> = {};
  const taken = new Set<string>();
  for (const def of defs)
    for (const { path, names } of toOpenApiPaths(def.path)) {
      const operations = (paths[path] ??= {});
      const operationId = unique(`${def.method.toLowerCase()}${toPascal(path)}`, taken);
      operations[def.method.toLowerCase()] ??= toOperation(def, { operationId, names, schemas });
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
  parameters: [{ name: 'workflowId', in: 'path', required: true, schema: { type: 'string' } }],
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
