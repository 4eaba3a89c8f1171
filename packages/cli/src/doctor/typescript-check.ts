import type { ResolvedConfig } from '../config/resolve-config.ts';
import { projectPackages } from '../project/load-package.ts';
import { detectPackageManager, installCommand } from '../project/package-manager.ts';
import { readTsconfig } from '../project/read-tsconfig.ts';
import type { Finding } from './finding.ts';
import { ok } from './finding.ts';

/** Checks that the compiler's settings preserve the types of definitions. */
export function checkTypeScript({ root }: ResolvedConfig): Finding {
  const config = readTsconfig(root);
  if (config === undefined) return ok('no tsconfig.json: JavaScript');
  if (projectPackages(root).find('typescript/package.json') === undefined)
    return {
      state: 'warning',
      detail: 'not installed',
      fix: `Install: ${installCommand(detectPackageManager(root), ['typescript'], { dev: true })}`,
    };
  if (config instanceof Error)
    return {
      state: 'failed',
      detail: config.message,
      fix: 'Correct "extends" in tsconfig.json, or install the package that it names.',
    };
  const { strict, strictNullChecks, module = '', moduleResolution = '' } = config.compilerOptions ?? {};
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
