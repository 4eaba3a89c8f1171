import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { typeCheck } from '../support/type-check.ts';
import { copyWithSinglePackages } from './support/spellings.ts';

const root = join(__dirname, '../..');

describe("the document's samples, with the imports of single packages", () => {
  it('compile', () => {
    const copy = copyWithSinglePackages();
    try {
      expect(readdirSync(join(copy, 'samples')).length).toBeGreaterThan(7);
      const config = { extends: join(root, 'tsconfig.json'), include: ['samples'], exclude: [] };
      writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify(config));
      for (const project of ['.', 'project']) expect(typeCheck(join(copy, project))).toEqual([]);
    } finally {
      rmSync(copy, { recursive: true });
    }
  });
});
