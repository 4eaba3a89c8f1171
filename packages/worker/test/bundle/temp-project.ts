import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder of files that is removed after the test file. */
export interface TempProject {
  readonly folder: string;
  /** Writes files; returns the path of the first. */
  write(files: Readonly<Record<string, string>>): string;
}

/** Creates a folder for the files of one test file, and removes it after all tests. */
export function createTempProject(): TempProject {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'tfn-bundle-')));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    write(files) {
      for (const [name, text] of Object.entries(files)) {
        const file = path.join(folder, name);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
      return path.join(folder, Object.keys(files)[0] ?? '');
    },
  };
}
