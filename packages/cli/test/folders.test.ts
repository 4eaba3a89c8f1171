import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const source = resolve(__dirname, '../src');

/** From the top down: a folder imports only from itself and from folders after it. */
const ORDER = [
  'commands',
  'dev/terminal',
  'dev/reload',
  'dev/runner',
  'dev/temporal',
  ...['start', 'build', 'deploy', 'doctor', 'init'],
  'run',
  'temporal',
  'config',
  'project/load',
  'project',
  'output',
];

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
const folderOf = (path: string): string => path.split('/').slice(0, -1).join('/');

test('every folder of the source has a position in the order', () => {
  const folders = new Set(files.map(folderOf).filter((folder) => folder !== ''));
  expect([...folders].sort()).toEqual([...ORDER].sort());
});

test('a folder imports from itself and from folders below it only', () => {
  const upward = files.flatMap((file) => {
    const from = ORDER.indexOf(folderOf(file));
    const imports = readFileSync(join(source, file), 'utf8').matchAll(/from '(\.[^']+)'/g);
    return [...imports].flatMap(([, path = '']) => {
      const target = relative(source, resolve(source, folderOf(file), path));
      const to = ORDER.indexOf(folderOf(target));
      return from !== -1 && to !== -1 && to < from ? [`${file} → ${target}`] : [];
    });
  });
  expect(upward).toEqual([]);
});

test('a folder has at most 12 files, except for the list of commands', () => {
  const crowded = ORDER.filter(
    (folder) => folder !== 'commands' && files.filter((file) => folderOf(file) === folder).length > 12,
  );
  expect(crowded).toEqual([]);
});
