import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseTsconfig } from 'get-tsconfig';
import type { TsConfigJsonResolved } from 'get-tsconfig';
import type { ResolvedConfig } from '../config/resolve-config.ts';
import { projectPackages } from '../project/load-package.ts';
import { detectPackageManager, installCommand } from '../project/package-manager.ts';
import type { Finding } from './finding.ts';
import { ok } from './finding.ts';

/** Checks that the compiler's settings preserve the types of definitions. */
export function checkTypeScript({ root }: ResolvedConfig): Finding {
  const file = join(root, 'tsconfig.json');
  if (!existsSync(file)) return ok('no tsconfig.json: JavaScript');
  if (projectPackages(root).find('typescript/package.json') === undefined)
    return {
      state: 'warning',
      detail: 'not installed',
      fix: `Install: ${installCommand(detectPackageManager(root), ['typescript'], { dev: true })}`,
    };
  let options: TsConfigJsonResolved['compilerOptions'];
  try {
    options = parseTsconfig(file).compilerOptions;
  } catch (error) {
    return {
      state: 'failed',
      detail: `tsconfig.json, or a file that it extends, cannot be read: ${(error as Error).message}`,
      fix: 'Correct "extends" in tsconfig.json, or install the package that it names.',
    };
  }
  const { strict, strictNullChecks, module = '', moduleResolution = '' } = options ?? {};
  if (strict !== true && strictNullChecks !== true)
    return {
      state: 'warning',
      detail: '"strict" is off: inputs and results lose their types',
      fix: 'Set "strict": true in tsconfig.json.',
    };
  const legacy = /^node(?:10)?$/i.test(moduleResolution) || /^classic$/i.test(moduleResolution);
  if (legacy)
    return {
      state: 'warning',
      detail: `"moduleResolution" is "${moduleResolution}"`,
      fix: 'Set "module": "nodenext" in tsconfig.json.',
    };
  return ok(`strict, module ${module || 'by default'}`);
}
