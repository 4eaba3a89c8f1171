import type { TsconfigRaw } from 'esbuild';
import { readTsconfig } from '../plan/read-tsconfig.ts';

type CompilerOptions = NonNullable<Exclude<TsconfigRaw, string>['compilerOptions']>;

/** The compiler options of the nearest tsconfig.json that affect behavior: JSX, decorators, class fields. */
export function tsconfigOptions(file: string): CompilerOptions {
  const given: Readonly<Record<string, unknown>> = { ...readTsconfig(file)?.config.compilerOptions };
  return Object.fromEntries(RELEVANT.filter((name) => name in given).map((name) => [name, given[name]]));
}

// --- internal ---

const RELEVANT = [
  'experimentalDecorators',
  'jsx',
  'jsxFactory',
  'jsxFragmentFactory',
  'jsxImportSource',
  'useDefineForClassFields',
] as const;
