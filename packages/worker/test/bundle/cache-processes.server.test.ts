import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { startWorkerProcess } from '../support/worker-process.ts';
import { createTempProject } from './temp-project.ts';

const project = createTempProject();
const cache = path.join(project.folder, 'cache');

/** Bytes: room for about four of the six bundles. */
const LIMIT = 4_000_000;

type Results = Record<string, { code: string; hash: string }>;

function write(name: string): { name: string; file: string } {
  const text = `import { tfn } from '@tfn/core'; import { mark } from './${name}-mark'; tfn.workflow('${name}', async () => mark);`;
  const mark = `export const mark = 'MARK_${name}_';`;
  return { name, file: project.write({ [`${name}.ts`]: text, [`${name}-mark.ts`]: mark }) };
}

/** Bundles in several processes at once: each has its own list and order. */
async function bundleInProcesses(lists: readonly (readonly ReturnType<typeof write>[])[]): Promise<Results[]> {
  const outs = lists.map((_, index) => path.join(project.folder, `results-${index}.json`));
  const processes = lists.map((workflows, index) =>
    startWorkerProcess('bundle.cjs', [
      JSON.stringify({ workflows, cache, limit: LIMIT, cwd: project.folder, out: outs[index] }),
    ]),
  );
  for (const one of processes) await one.said('ready');
  for (const one of processes) one.send('go');
  expect(await Promise.all(processes.map(({ ended }) => ended))).toEqual(lists.map(() => 0));
  return outs.map((out) => JSON.parse(readFileSync(out, 'utf8')) as Results);
}

test('processes that make the same and different bundles at once share a cache, which stays within its size limit', async () => {
  const [a, b, ...own] = ['a', 'b', 'own0', 'own1', 'own2', 'own3'].map(write);
  if (a === undefined || b === undefined) throw new Error('there are six');
  const lists = own.map((one, index) => (index % 2 === 0 ? [a, one, b] : [b, one, a]));
  const all = [...(await bundleInProcesses(lists)), ...(await bundleInProcesses([[b, a, ...own]]))];

  const hashes = new Map<string, Set<string>>();
  for (const [name, { code, hash }] of all.flatMap((results) => Object.entries(results))) {
    expect(code).toContain(`MARK_${name}_`);
    hashes.set(name, (hashes.get(name) ?? new Set()).add(hash));
  }
  for (const [name, found] of hashes) expect({ name, count: found.size }).toEqual({ name, count: 1 });
  expect(new Set([...hashes.values()].flatMap((found) => [...found])).size).toBe(6);

  // Some bundles were evicted.
  expect(Object.values(all.at(-1) ?? {}).reduce((sum, { code }) => sum + code.length, 0)).toBeGreaterThan(LIMIT);
  const entries = readdirSync(cache);
  expect(entries.filter((name) => !name.endsWith('.bundle'))).toEqual([]);
  const size = entries.reduce((sum, name) => sum + statSync(path.join(cache, name)).size, 0);
  expect(size).toBeGreaterThan(0);
  expect(size).toBeLessThanOrEqual(LIMIT);
}, 120_000);
