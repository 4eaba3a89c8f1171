import path from 'node:path';
import type { TfnError } from '@tfn/core';
import { initSync, parse } from 'es-module-lexer';
import type { Loader, Message, TransformOptions } from 'esbuild';
import type { BundlePlan } from '../plan/bundle-plan.ts';
import { frameOf } from '../../shared/code-frame.ts';
import { bundleError } from '../../shared/errors.ts';
import { tsconfigOptions } from './tsconfig-options.ts';

/** JavaScript, and its source map. */
export interface LoadedSource {
  readonly code: string;
  readonly map: string | undefined;
}

/** A file, and how to load it. */
export interface SourceInput {
  readonly file: string;
  readonly text: string;
  /** Whether to convert ES modules of packages to CommonJS too, as the user's are. */
  readonly commonJs: boolean;
}

/** Returns a file as JavaScript: the user's pruned, TypeScript and JSX compiled. */
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
    // esbuild treats what .mjs files import as CommonJS, which it need not be here.
    sourcefile: file.replace(/\.m([jt]s)$/, '.$1'),
    define: { 'process.env.NODE_ENV': JSON.stringify(plan.mode) },
    tsconfigRaw: own === undefined ? {} : { compilerOptions: tsconfigOptions(file) },
    logLevel: 'silent',
    // The user's files become CommonJS in both bundlers, so that they behave the same.
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

/** Whether a text has the syntax of an ES module; decided by keywords where the lexer fails, as on some TypeScript and JSX. */
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

/** A text with an inline source map, through which esbuild maps its own. */
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
  // Users' .js files often contain JSX, and other files compile the same.
  return (loader === 'js' ? 'jsx' : loader) as Loader;
}
