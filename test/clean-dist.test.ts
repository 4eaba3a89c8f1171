import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

describe('a build', () => {
  it('leaves nothing of source files that are gone', () => {
    const root = mkdtempSync(join(tmpdir(), 'clean-dist-'));
    const kept = ['index', 'sandbox/index'].flatMap((name) =>
      ['.js', '.js.map', '.d.ts', '.d.ts.map', '.mjs', '.mjs.map', '.d.mts'].map((ending) => `dist/${name}${ending}`),
    );
    const stale = ['dist/old.js', 'dist/old.d.ts.map', 'dist/sandbox/old.js.map', 'dist/gone/deep/old.d.ts'];
    for (const path of ['src/index.ts', 'src/sandbox/index.ts', ...kept, ...stale]) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), '');
    }
    execFileSync(process.execPath, [join(__dirname, '../scripts/clean-dist.mjs')], { cwd: root });
    expect(kept.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect([...stale, 'dist/gone'].filter((path) => existsSync(join(root, path)))).toEqual([]);
    rmSync(root, { recursive: true });
  });
});
