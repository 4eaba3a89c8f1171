import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { useTempFolder } from '../support/temp-folder.ts';

const folder = useTempFolder();
const root = join(__dirname, '..', '..', '..');

test('the packed tarball contains the whole source of our dev server program', () => {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder()];
  const [packed] = JSON.parse(execFileSync(npm, pack, { cwd: root, encoding: 'utf8' })) as [{ filename: string }];
  execFileSync('tar', ['-xzf', join(folder(), packed.filename), '-C', folder()]);
  const source = hashFiles(join(folder(), 'package', 'devserver'));
  expect(source).toEqual(hashFiles(join(root, 'devserver')));
  expect(Object.keys(source)).toEqual(expect.arrayContaining(['go.mod', 'go.sum', 'main.go']));
});

// --- internal ---

function hashFiles(path: string): Record<string, string> {
  const entries = readdirSync(path).map((name) => {
    const hash = createHash('sha256').update(readFileSync(join(path, name)));
    return [name, hash.digest('hex')] as const;
  });
  return Object.fromEntries(entries);
}
