/** Schemathesis sends what the OpenAPI document allows and what it forbids, and compares the answers with the document. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tfn } from '@tfn/core';
import * as v from 'valibot';
import { z } from 'zod';
import { adapters } from '../support/adapters.ts';
import { memoryClient } from '../support/memory-client.ts';

const run = promisify(execFile);
const VERSION = '4.32.5';

// It reads a map's pairs, which are `prefixItems`, as a schema of an older draft: an output has none.
const rich = z.object({
  ...{ at: z.date(), n: z.number(), i: z.int().min(-5).max(1000), on: z.boolean(), big: z.bigint().optional() },
  ...{ tags: z.array(z.string().max(5)).max(3).optional(), kind: z.enum(['a', 'b']), page: z.number().default(1) },
  ...{ nested: z.object({ x: z.number().optional() }).optional(), maybe: z.string().nullable().optional() },
  ...{
    set: z.set(z.number()).optional(),
    size: z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .pipe(z.number()),
  },
});
const answered = z.object({
  at: z.date(),
  n: z.number(),
  big: z.bigint().optional(),
  set: z.set(z.number()).optional(),
  size: z.number(),
});
const wanted = z.object({
  ...{ id: z.string(), page: z.int().min(1).max(50).optional(), tags: z.array(z.string()).optional() },
  ...{ on: z.boolean().optional(), since: z.date().optional(), sort: z.enum(['up', 'down']).default('up') },
});
const found = z.object({ found: z.array(z.string()), at: z.date() });
const day = v.object({
  day: v.pipe(v.string(), v.isoDate()),
  k: v.picklist(['x', 'y']),
  l: v.optional(v.array(v.number())),
});

const echo = tfn.workflow('st.echo', async (_ctx, input) => input, { input: rich, output: answered });
const search = tfn.workflow('st.search', async (_ctx, { id }) => ({ found: [id], at: new Date(0) }), {
  input: wanted,
  output: found,
});
const any = tfn.workflow('st.any', async (_ctx, input: unknown) => input);
const bytes = tfn.workflow('st.bytes', async () => Uint8Array.of(1, 2));
const nothing = tfn.workflow('st.nothing', async () => undefined, { output: z.void() });
const days = tfn.workflow('st.days', async (_ctx, input) => input, { input: day, output: day });
const double = tfn.fn('st.double', async ({ n }) => ({ n: n * 2 }), {
  input: z.object({ n: z.number().max(1e300).min(-1e300) }),
  output: z.object({ n: z.number() }),
});
const workflowId = (request: { params: object }): string => `w-${(request.params as { id: string }).id}`;

const routes = [
  tfn.http('POST', '/echo', echo),
  tfn.http('GET', '/items/:id', search),
  tfn.http('DELETE', '/items/:id', search),
  tfn.http('POST', '/any', any),
  tfn.http('GET', '/bytes', bytes),
  tfn.http('GET', '/png', bytes, { contentType: 'image/png' }),
  tfn.http('POST', '/nothing', nothing),
  tfn.http('PUT', '/days', days, { bodyLimit: 3000 }),
  tfn.http('POST', '/double', double),
  tfn.http('POST', '/async/:id', any, { async: true, workflowId }),
  tfn.http('POST', '/signal/:id', tfn.defineSignal('st.signal'), { workflowId }),
  tfn.http('GET', '/query/:id', tfn.defineQuery('st.query'), { workflowId }),
  tfn.http('PATCH', '/update/:id', tfn.defineUpdate('st.update'), { workflowId }),
  tfn.http('GET', '/files/*path', any),
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tfn-schemathesis-'));
  await run('python3', ['-m', 'venv', folder]);
  await run(join(folder, 'bin/pip'), ['install', '--quiet', `schemathesis==${VERSION}`]);
}, 600_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

it.each(adapters)(
  'the document of $name describes what it accepts and answers',
  async ({ serve }) => {
    const faults: unknown[] = [];
    const logger = { error: (message: string, fields?: object) => void faults.push([message, fields]) };
    const served = await serve(memoryClient(), { routes, logger });
    const options = ['--phases', 'examples,coverage,fuzzing', '--generation-deterministic', '--continue-on-failure'];
    const url = `${served.url}/v1`;
    try {
      const report = await run(
        join(folder, 'bin/st'),
        ['run', `${url}/openapi.json`, '--url', url, '--max-examples', '25', ...options],
        { cwd: folder, maxBuffer: 2 ** 26 },
      ).then(
        ({ stdout }) => ({ failed: false, stdout }),
        ({ stdout }: { stdout: string }) => ({ failed: true, stdout }),
      );
      expect([report.failed, report.failed ? report.stdout : '']).toEqual([false, '']);
      expect(report.stdout).toMatch(/Tested: 15/);
      expect(faults).toEqual([]);
    } finally {
      await served.stop();
    }
  },
  600_000,
);
