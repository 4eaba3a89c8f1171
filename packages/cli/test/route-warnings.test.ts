import { tfn } from '@tfn/core';
import { z } from 'zod';
import type { ProjectPackages } from '../src/project/load-package.ts';
import { routeWarnings } from '../src/project/route-warnings.ts';

const installed = {
  find: (name: string) => name,
  load: (name: string): unknown => jest.requireActual(name),
} as unknown as ProjectPackages;

it('names the schemas of routes that the OpenAPI document cannot describe', () => {
  expect(routeWarnings(installed)).toEqual([]);
  const upload = tfn.workflow('warnings.upload', async () => undefined, {
    input: z.object({ at: z.date(), file: z.custom<object>(() => true) }),
  });
  tfn.http('POST', '/uploads', upload);
  expect(routeWarnings(installed)).toEqual([
    expect.stringContaining("cannot describe the input of POST /uploads, at 'file'"),
  ]);
  expect(routeWarnings({ ...installed, find: () => undefined })).toEqual([]);
});
