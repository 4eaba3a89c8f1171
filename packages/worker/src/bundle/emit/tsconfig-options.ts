import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { TsconfigRaw } from 'esbuild';

type CompilerOptions = NonNullable<Exclude<TsconfigRaw, string>['compilerOptions']>;

/** The compiler options of the nearest tsconfig.json that change what code does: JSX, decorators, class fields. */
export function tsconfigOptions(file: string): CompilerOptions {
  const folder = path.dirname(file);
  const own = path.join(folder, 'tsconfig.json');
  if (existsSync(own)) return readOptions(own);
  return path.dirname(folder) === folder ? {} : tsconfigOptions(folder);
}

// --- internal ---

const MATTERING = [
  'experimentalDecorators',
  'jsx',
  'jsxFactory',
  'jsxFragmentFactory',
  'jsxImportSource',
  'useDefineForClassFields',
] as const;

function readOptions(configFile: string, depth = 0): CompilerOptions {
  if (depth > 10) return {};
  const config = readJson(configFile);
  const bases = ([] as unknown[]).concat(config.extends ?? []).filter((base) => typeof base === 'string');
  const inherited = bases.map((base) => readOptions(baseFile(configFile, base), depth + 1));
  const given = (config.compilerOptions ?? {}) as Record<string, unknown>;
  const own = Object.fromEntries(MATTERING.filter((name) => name in given).map((name) => [name, given[name]]));
  return Object.assign({}, ...inherited, own) as CompilerOptions;
}

function readJson(file: string): { extends?: unknown; compilerOptions?: unknown } {
  try {
    const text = readFileSync(file, 'utf8')
      .replace(/("(?:\\.|[^"\\])*")|\/\/.*|\/\*[^]*?\*\//g, '$1')
      .replace(/,(\s*[}\]])/g, '$1');
    return JSON.parse(text) as { extends?: unknown; compilerOptions?: unknown };
  } catch {
    return {};
  }
}

function baseFile(configFile: string, base: string): string {
  if (!/^\.{0,2}[\\/]/.test(base)) {
    try {
      return require.resolve(base, { paths: [path.dirname(configFile)] });
    } catch {
      return '';
    }
  }
  const file = path.resolve(path.dirname(configFile), base);
  return file.endsWith('.json') ? file : `${file}.json`;
}
