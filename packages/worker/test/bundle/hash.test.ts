import path from 'node:path';
import { buildWorkflowBundle } from '../../src/bundle/index.ts';
import { createTempProject } from './temp-project.ts';

const project = createTempProject();
const written = {
  activity: 'readFileSync(name, "utf8")',
  workflow: 'ctx.run(read, name)',
  options: "{ timeout: '5s' }",
};

/** The hash of a project's production bundle. */
async function hashOf(folder: string, changed: Partial<typeof written> = {}): Promise<string> {
  const { activity, workflow, options } = { ...written, ...changed };
  const file = project.write({
    [`${folder}/files.ts`]: `import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tfn } from '@tfn/core';
export const read = tfn.fn('read', async (name: string) => ${activity}, ${options});
export const check = tfn.workflow('check', async (ctx, name: string) => {
  if (name === '') createHash('sha256');
  return ${workflow};
});`,
  });
  const { hash } = await buildWorkflowBundle({
    workflows: [{ name: 'check', file }],
    cwd: path.join(project.folder, folder),
    cache: false,
  });
  return hash;
}

test('the hash of a bundle depends on its workflows only: not on function bodies, nor on the location of the project', async () => {
  const hash = await hashOf('one');
  expect(await hashOf('one', { activity: '{\n\n  console.log(name);\n  return readFileSync(name).length;\n}' })).toBe(
    hash,
  );
  expect(await hashOf('another/place')).toBe(hash);
  expect(await hashOf('one', { workflow: 'ctx.run(read, name + name)' })).not.toBe(hash);
  expect(await hashOf('one', { options: "{ timeout: '6s' }" })).not.toBe(hash);
});
