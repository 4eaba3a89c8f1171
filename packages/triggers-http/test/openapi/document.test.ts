import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { registry, tfn } from '@tfn/core';
import type { AnySchema, HttpOptions } from '@tfn/core';
import { fetchHandler } from '@tfn/triggers-http';
import { createOpenApiDocument } from '@tfn/triggers-http/handler';
import type { OpenApiDocument } from '@tfn/triggers-http/handler';
import * as v from 'valibot';
import { z } from 'zod';
import { fakeClient } from '../support/fake-client.ts';
import { loadEsm } from '../support/load-esm.ts';

const { type } = loadEsm<typeof import('arktype')>('arktype');

let names = 0;
interface Described {
  readonly document: OpenApiDocument;
  readonly warnings: readonly string[];
  /** The operation of the only route. */
  readonly operation: Operation;
  readonly input: Schema;
  readonly output: Schema;
}
type Schema = Record<string, unknown> & { readonly properties?: Record<string, unknown> };
interface Operation {
  readonly parameters: readonly { name: string; in: string; [field: string]: unknown }[];
  readonly requestBody?: Record<string, unknown>;
  readonly responses: Record<string, { content?: Record<string, unknown> }>;
}

function describeRoute(
  target: { input?: AnySchema; output?: AnySchema },
  {
    method = 'POST' as 'GET' | 'POST',
    path = '/x',
    options = {} as HttpOptions,
    errorMapper = undefined as object | undefined,
  } = {},
): Described {
  (registry.triggers as Map<string, unknown>).delete(`http ${method} ${path}`);
  const def = tfn.http(
    method,
    path,
    tfn.workflow(`doc.${names++}`, async () => undefined as never, target as object),
    options as object,
  );
  const warnings: string[] = [];
  const warn = (warning: string): void => void warnings.push(warning);
  const document = createOpenApiDocument({
    ...{ defs: [def], basePath: '', hasStatus: true, mount: '/v1', warn, errorMapper: errorMapper as never },
  });
  const [operations = {}] = Object.values(document.paths);
  const operation = operations[method.toLowerCase()] as unknown as Operation & { operationId: string };
  const { schemas } = document['components'] as { schemas: Record<string, Schema> };
  return {
    ...{ document, warnings, operation },
    input: schemas[`${operation.operationId}Input`] as Schema,
    output: schemas[`${operation.operationId}Output`] as Schema,
  };
}

const DATE = { type: 'string', format: 'date-time' };
const BIGINT = { type: 'string', pattern: '^-?\\d{1,1000}$' };

describe('the document of a schema', () => {
  const both = z.object({
    ...{ at: z.date(), coerced: z.coerce.date(), count: z.coerce.number(), on: z.coerce.boolean(), big: z.bigint() },
    ...{
      size: z.string().transform(Number).pipe(z.number()),
      code: z.codec(z.string(), z.number(), { decode: Number, encode: String }),
    },
    ...{
      some: z.set(z.date()),
      by: z.map(z.string(), z.bigint()),
      page: z.number().default(1),
      list: z.array(z.date()),
    },
  });

  it('of zod has the forms of requests and answers', () => {
    const { input, output, warnings } = describeRoute({ input: both, output: both });
    const shared = {
      ...{ at: DATE, coerced: DATE, count: { type: 'number' }, on: { type: 'boolean' }, big: BIGINT },
      ...{ some: { type: 'array', items: DATE }, page: { type: 'number', default: 1 } },
      by: {
        type: 'array',
        items: { type: 'array', prefixItems: [{ type: 'string' }, BIGINT], minItems: 2, maxItems: 2 },
      },
      list: { type: 'array', items: DATE },
    };
    expect(input.properties).toEqual({ ...shared, size: { type: 'string' }, code: { type: 'string' } });
    expect(output.properties).toEqual({ ...shared, size: { type: 'number' }, code: { type: 'number' } });
    expect(input['required']).not.toContain('page');
    expect(output['required']).toContain('page');
    expect(warnings).toEqual([]);
  });

  it.each<[string, AnySchema]>([
    [
      'valibot',
      v.object({
        ...{
          at: v.date(),
          day: v.pipe(v.string(), v.isoTimestamp(), v.toDate()),
          name: v.pipe(v.string(), v.minLength(2)),
        },
        ...{ tags: v.optional(v.array(v.string())), kind: v.picklist(['a', 'b']), big: v.bigint() },
      }),
    ],
    [
      'valibot, wrapped',
      toStandardJsonSchema(
        v.object({
          ...{
            at: v.date(),
            day: v.pipe(v.string(), v.isoTimestamp(), v.toDate()),
            name: v.pipe(v.string(), v.minLength(2)),
          },
          ...{ tags: v.optional(v.array(v.string())), kind: v.picklist(['a', 'b']), big: v.bigint() },
        }),
      ),
    ],
    [
      'arktype',
      type({
        ...{ at: 'Date', day: 'string.date.iso.parse', name: 'string >= 2', 'tags?': 'string[]', kind: "'a'|'b'" },
        big: 'bigint',
      }),
    ],
  ])('of %s has them too', (library, schema) => {
    const { input, output, warnings } = describeRoute({ input: schema, output: schema });
    const shared = {
      ...{ at: DATE, name: { type: 'string', minLength: 2 }, tags: { type: 'array', items: { type: 'string' } } },
      ...{ kind: { enum: ['a', 'b'] }, big: BIGINT },
    };
    expect(input.properties).toMatchObject({ ...shared, day: { type: 'string' } });
    expect(output.properties).toMatchObject(shared);
    expect([library, output.properties?.['day']]).toEqual([library, DATE]);
    expect(input['required']).not.toContain('tags');
    expect(warnings).toEqual([]);
  });

  it('says in words what JSON Schema cannot, and warns of it', () => {
    const input = z.object({
      ...{
        file: z.custom<object>(() => true),
        items: z.array(z.object({ raw: z.instanceof(Uint8Array) })),
        ok: z.string(),
      },
    });
    const output = z.object({ total: z.string().transform(Number) });
    const { input: made, output: answered, warnings } = describeRoute({ input, output });
    expect(made.properties).toMatchObject({
      file: { description: expect.stringContaining('JSON Schema cannot describe it') },
      items: { items: { properties: { raw: { description: expect.any(String) } } } },
      ok: { type: 'string' },
    });
    expect(answered.properties?.['total']).toEqual({ description: expect.stringContaining('transformation') });
    expect(warnings).toEqual([
      expect.stringContaining("the input of POST /x, at 'file'"),
      expect.stringContaining("the input of POST /x, at 'items[].raw'"),
      expect.stringContaining("the output of POST /x, at 'total'"),
    ]);
  });

  it.each<[string, AnySchema, RegExp]>([
    ['no JSON Schema', own({}), /acme has no JSON Schema/],
    [
      'a converter that throws',
      own({
        jsonSchema: {
          input: () => {
            throw new Error('cannot');
          },
        },
      }),
      /cannot/,
    ],
    ['a part of valibot', v.custom(() => true), /valibot's type 'custom'/],
    ['a transformation of valibot', v.pipe(v.string(), v.transform(Number), v.number()), /^$/],
    [
      'a list of valibot that contains itself',
      v.lazy(function again(): never {
        return v.array(v.lazy(again)) as never;
      }),
      /it contains itself/,
    ],
  ])('of a library with %s is never empty', (_what, schema, reason) => {
    const { input, warnings } = describeRoute({ input: schema });
    expect(Object.keys(input)).not.toEqual([]);
    expect(warnings.join('\n')).toMatch(reason);
  });

  it('warns once where the document is served', async () => {
    const warnings: string[] = [];
    const target = tfn.workflow('doc.warns', async () => undefined, { input: z.object({ x: z.symbol() }) });
    const logger = { error: () => undefined, warn: (warning: string) => void warnings.push(warning) };
    const handle = fetchHandler(
      fakeClient(() => 1),
      { routes: [tfn.http('POST', '/x', target)], logger },
    );
    for (const _ of [1, 2]) expect((await handle(new Request('http://x.test/openapi.json'))).status).toBe(200);
    expect(warnings).toEqual([expect.stringContaining("at 'x'")]);
  });
});

/** A schema of a library that we do not know. */
function own(parts: object): AnySchema {
  return {
    '~standard': { version: 1, vendor: 'acme', validate: (value: unknown) => ({ value }), ...parts },
  } as AnySchema;
}

describe('the document of a route', () => {
  it('has the parameters of a query and a path, with their styles and limits', () => {
    const input = z.object({
      ...{ shop: z.coerce.number(), tags: z.array(z.string()), near: z.object({ lat: z.number() }).optional() },
      since: z.date().optional(),
    });
    const { operation, warnings } = describeRoute({ input }, { method: 'GET', path: '/shops/:shop/:slug/*rest' });
    expect(operation.parameters).toEqual([
      { name: 'shop', in: 'path', required: true, schema: { type: 'number' } },
      {
        name: 'slug',
        in: 'path',
        required: true,
        schema: { type: 'string', minLength: 1, not: { enum: ['.', '..'] } },
      },
      expect.objectContaining({
        name: 'rest',
        schema: expect.objectContaining({ type: 'string', pattern: '^[^/\\\\]+$' }),
      }),
      { name: 'tags', in: 'query', required: true, schema: { type: 'array', items: { type: 'string' } } },
      expect.objectContaining({ name: 'near', in: 'query', required: false, style: 'deepObject', explode: true }),
      { name: 'since', in: 'query', required: false, schema: DATE },
      expect.objectContaining({ name: 'Idempotency-Key' }),
    ]);
    expect(warnings).toEqual([]);
  });

  it('has the fields of intersections and unions, and any for a schema without fields', () => {
    const a = z.object({ kind: z.literal('a'), n: z.number() });
    const b = z.object({ kind: z.literal('b'), s: z.string() });
    const names = ({ operation }: Described): unknown[] =>
      operation.parameters.map((each) => [each.name, each['required']]);
    expect(names(describeRoute({ input: z.union([a, b]) }, { method: 'GET' }))).toEqual([
      ...[
        ['kind', true],
        ['n', false],
        ['s', false],
        ['Idempotency-Key', false],
      ],
    ]);
    expect(names(describeRoute({ input: z.intersection(a, z.object({ x: z.string() })) }, { method: 'GET' }))).toEqual([
      ...[
        ['kind', true],
        ['n', true],
        ['x', true],
        ['Idempotency-Key', false],
      ],
    ]);
    expect(
      describeRoute({ input: z.record(z.string(), z.string()) }, { method: 'GET' }).operation.parameters[0],
    ).toEqual({
      name: 'input',
      in: 'query',
      required: false,
      style: 'form',
      explode: true,
      schema: { type: 'object', additionalProperties: true },
    });
  });

  it('has the limits of ids, keys and bodies', () => {
    const { document, operation } = describeRoute({ input: z.object({}) }, { options: { bodyLimit: 5000 } });
    expect(operation.requestBody).toMatchObject({ required: true, description: expect.stringContaining('5000 bytes') });
    expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['400', '413', '415', '422']));
    expect(operation.parameters).toEqual([
      expect.objectContaining({
        name: 'Idempotency-Key',
        schema: expect.objectContaining({ type: 'string', maxLength: 1000 - 'POST %2Fx '.length }),
      }),
    ]);
    expect(document.paths['/runs/{workflowId}']?.['get']?.['parameters']).toEqual([
      expect.objectContaining({ schema: expect.objectContaining({ minLength: 1, maxLength: 1000 }) }),
    ]);
  });

  it('has the answers that its output, its content type, its middleware and the errorMapper make', () => {
    const answers = (made: Described): string[] => Object.keys(made.operation.responses);
    const nothing = describeRoute({ output: z.void() as never });
    expect(answers(nothing)).toContain('204');
    expect(answers(nothing)).not.toContain('200');
    expect(answers(describeRoute({ output: z.string() }))).not.toContain('204');
    expect(answers(describeRoute({ output: z.string().optional() }))).toEqual(expect.arrayContaining(['200', '204']));
    const image = describeRoute({}, { options: { contentType: 'image/png' } });
    expect(Object.keys(image.operation.responses['200']?.content ?? {})).toEqual(['application/json', 'image/png']);
    expect(answers(describeRoute({}, { errorMapper: { Sold: 410 } }))).toContain('410');
    expect(answers(describeRoute({}, { options: { middleware: [() => undefined] } }))).toContain('default');
    expect(describeRoute({ input: z.object({}).optional() }).operation.requestBody).toMatchObject({ required: false });
  });

  it('is valid OpenAPI', async () => {
    const all = z.object({ at: z.date(), by: z.map(z.string(), z.bigint()), file: z.custom(() => true) });
    const { document } = describeRoute({ input: all, output: all }, { path: '/shops/:shop/*rest' });
    const folder = await mkdtemp(join(tmpdir(), 'tfn-openapi-'));
    try {
      const file = join(folder, 'openapi.json');
      await writeFile(file, JSON.stringify(document));
      const validator = dirname(require.resolve('@seriousme/openapi-schema-validator/package.json'));
      const { stdout } = await promisify(execFile)(process.execPath, [
        join(validator, 'bin/validate-api-cli.js'),
        file,
      ]);
      expect(stdout).toContain('"valid": true');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
