import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** Loads a package that is only an ES module, which Jest cannot import, as CommonJS. */
export function loadEsm<TModule>(name: string): TModule {
  const folder = mkdtempSync(join(tmpdir(), 'tfn-esm-'));
  const outfile = join(folder, 'module.cjs');
  try {
    buildSync({
      stdin: { contents: `export * from '${name}';`, resolveDir: __dirname },
      ...{ bundle: true, format: 'cjs', platform: 'node', outfile },
    });
    return require(outfile) as TModule;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
