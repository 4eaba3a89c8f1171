import type { TsconfigRaw } from 'esbuild';
import { getTsconfig } from 'get-tsconfig';

type CompilerOptions = NonNullable<Exclude<TsconfigRaw, string>['compilerOptions']>;

/**
 * The compiler options of the nearest tsconfig.json that affect behavior: JSX, decorators, class fields. None if that file, or one
 * that it extends, cannot be read.
 */
export function tsconfigOptions(file: string): CompilerOptions {
  const given = readOptions(file);
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

function readOptions(file: string): Readonly<Record<string, unknown>> {
  try {
    return { ...getTsconfig(file)?.config.compilerOptions };
  } catch {
    return {};
  }
}
