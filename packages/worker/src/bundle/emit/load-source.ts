import path from 'node:path';
import type { TfnError } from '@tfn/core';
import { initSync, parse } from 'es-module-lexer';
import type { Loader, Message, TransformOptions } from 'esbuild';
import type { BundlePlan } from '../plan/bundle-plan.ts';
import { frameOf } from '../../shared/code-frame.ts';
import { bundleError } from '../../shared/errors.ts';
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
  /** Whether ES modules of packages become CommonJS too, as the user's own do. */
  readonly commonJs: boolean;
}

/** A file as JavaScript: the user's pruned, TypeScript and JSX compiled. */
export async function loadSource(plan: BundlePlan, { file, text, commonJs }: SourceInput): Promise<LoadedSource> {
  const own = plan.sourceOf(file);
  const source = own ?? text;
  const extension = path.extname(file);
  if (extension === '.json') return { code: `module.exports = ${source.trim()};`, map: undefined };
  const isModule = isModuleSource(source, extension);
  const needsMode = source.includes('process.env.NODE_ENV');
  const isReady = /^\.[cm]?js$/.test(extension) && own === undefined && !needsMode && (!commonJs || !isModule);
  if (isReady) return { code: source, map: undefined };
  const { transform } = require('esbuild') as typeof import('esbuild');
  const options: TransformOptions = {
    loader: loaderOf(extension),
    target: 'node20',
    sourcemap: 'external',
    sourcesContent: false,
    // Of .mjs files esbuild takes what they import for CommonJS, which it need not be here.
    sourcefile: file.replace(/\.m([jt]s)$/, '.$1'),
    define: { 'process.env.NODE_ENV': JSON.stringify(plan.mode) },
    tsconfigRaw: own === undefined ? {} : { compilerOptions: tsconfigOptions(file) },
    logLevel: 'silent',
    // The user's own files become CommonJS in every bundle, so that they run alike in all.
    ...((own !== undefined || commonJs) && { format: 'cjs' as const, supported: { 'dynamic-import': false } }),
  };
  const map = plan.mapOf(file);
  const { code, map: made } = await transform(map === undefined ? source : withMap(source, map.json), options).catch(
    (error: unknown) => {
      throw toBundleError(error, file);
    },
  );
  return {
    code,
    map:
      map === undefined && /\.m[jt]s$/.test(file)
        ? JSON.stringify({ ...(JSON.parse(made) as object), sources: [file] })
        : made,
  };
}

/** Whether a text is an ES module by its syntax. Of what the lexer cannot read (some TypeScript and JSX), the words decide. */
export function isModuleSource(source: string, extension: string): boolean {
  if (/^\.m[jt]s$/.test(extension)) return true;
  if (!/\b(?:import|export)\b/.test(source)) return false;
  initSync();
  try {
    const [, , , hasModuleSyntax] = parse(source);
    return hasModuleSyntax;
  } catch {
    return /^[ \t]*(?:import|export)\b(?!\s*\()/m.test(source);
  }
}

// --- internal ---

/** A text with a source map of its own, which esbuild follows when it makes the next. */
function withMap(source: string, map: string): string {
  const text = source.replace(/^\/\/[#@] sourceMappingURL=.*$/gm, '');
  return `${text}\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString('base64')}`;
}

function toBundleError(error: unknown, file: string): TfnError {
  const { errors = [] } = error as { errors?: Message[] };
  const problems = errors.map(({ text, location }) => ({
    text,
    at: `${file}:${location?.line ?? 1}:${(location?.column ?? 0) + 1}`,
    frame: location ? frameOf(location.lineText, location.column) : '',
  }));
  const awaited = problems.find(({ text }) => text.startsWith('Top-level await'));
  if (awaited !== undefined) return bundleError('TFN_BUNDLE_TOP_LEVEL_AWAIT', awaited, error);
  return bundleError(
    'TFN_BUNDLE_FAILED',
    {
      problems: problems.length > 0 ? problems.map(({ text, at, frame }) => `${at}: ${text}${frame}`) : [String(error)],
    },
    error,
  );
}

function loaderOf(extension: string): Loader {
  const loader = extension.slice(1).replace(/^[cm]/, '');
  // JSX is common in .js files of users, and does no harm to others.
  return (loader === 'js' ? 'jsx' : loader) as Loader;
}
