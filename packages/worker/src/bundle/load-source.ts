import path from 'node:path';
import type { Loader, TransformOptions } from 'esbuild';
import type { BundlePlan } from './bundle-plan.ts';
import { tsconfigOptions } from './tsconfig-options.ts';

/** JavaScript, and the map that leads back to the file. */
export interface LoadedSource {
  readonly code: string;
  readonly map: string | undefined;
}

/** A file, and what to make of it. */
export interface SourceInput {
  readonly file: string;
  readonly text: string;
  /** Also turns ES modules into CommonJS. @default as it is */
  readonly format?: 'cjs';
}

/** A file as JavaScript: the user's pruned, TypeScript and JSX compiled. */
export async function loadSource(plan: BundlePlan, { file, text, format }: SourceInput): Promise<LoadedSource> {
  const own = plan.sourceOf(file);
  const source = own ?? text;
  const extension = path.extname(file);
  if (extension === '.json') return { code: `module.exports = ${source.trim()};`, map: undefined };
  const isPlain = /^\.[cm]?js$/.test(extension) && own === undefined;
  const isModule = /^\s*(?:import|export)\b/m.test(source) || /\bimport\.meta\b/.test(source);
  const needsMode = source.includes('process.env.NODE_ENV');
  if (isPlain && !needsMode && (format === undefined || !isModule)) return { code: source, map: undefined };
  const { transform } = await import('esbuild');
  const options: TransformOptions = {
    loader: loaderOf(extension),
    target: 'node20',
    sourcemap: 'external',
    sourcesContent: false,
    sourcefile: file,
    define: { 'process.env.NODE_ENV': JSON.stringify(plan.mode) },
    tsconfigRaw: own === undefined ? {} : { compilerOptions: tsconfigOptions(file) },
    logLevel: 'silent',
    ...(format === 'cjs' && (isModule || /^\.m[jt]s$/.test(extension) || own !== undefined) && { format: 'cjs' as const }),
  };
  const { code, map } = await transform(source, options);
  return { code, map };
}

// --- internal ---

function loaderOf(extension: string): Loader {
  const loader = extension.slice(1).replace(/^[cm]/, '');
  // JSX is common in .js files of users, and does no harm to others.
  return (loader === 'js' ? 'jsx' : loader) as Loader;
}
