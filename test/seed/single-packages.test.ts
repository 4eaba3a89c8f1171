import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyWithSinglePackages } from './support/spellings.ts';

const root = join(__dirname, '../..');

describe("the document's samples, with the imports of single packages", () => {
  it('compile', () => {
    const copy = copyWithSinglePackages();
    try {
      expect(readdirSync(join(copy, 'samples')).length).toBeGreaterThan(7);
      const config = { extends: join(root, 'tsconfig.json'), include: ['samples'], exclude: [] };
      writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify(config));
      for (const project of ['.', 'project']) expect(compile(join(copy, project))).toBe('');
    } finally {
      rmSync(copy, { recursive: true });
    }
  });
});

/** What the compiler complains of. */
function compile(project: string): string {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  try {
    return execFileSync(process.execPath, [tsc, '-p', project, '--pretty', 'false'], { encoding: 'utf8' });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}
