import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join, relative, resolve } from 'node:path';
import { build, formatMessagesSync } from 'esbuild';
import type { BuildFailure, BuildOptions, Plugin } from 'esbuild';
import { cliError } from '../errors.ts';
import { climb } from '../project/climb.ts';

export interface CompileInput {
  readonly root: string;
  readonly outDir: string;
  /** Absolute paths of the files that define functions. */
  readonly files: readonly string[];
  /** The absolute path of the configuration. */
  readonly configFile: string | undefined;
}

/**
 * Compiles a project's files, and the project files that they import, into JavaScript that needs neither TypeScript nor sources.
 * Packages stay imports. Returns the names of the written files.
 * @throws {TfnError} TFN_CLI_BUILD_FAILED
 */
export async function compileProject({ root, outDir, files, configFile }: CompileInput): Promise<readonly string[]> {
  const contents = files.map((file) => `import ${JSON.stringify(`./${relative(root, file)}`)};`).join('\n');
  const functions = await compile(
    { root, outDir, name: 'functions' },
    { stdin: { contents, resolveDir: root, sourcefile: 'functions' } },
  );
  if (configFile === undefined || extname(configFile) === '.json') return [functions];
  return [functions, await compile({ root, outDir, name: 'tfn.config' }, { entryPoints: [configFile] })];
}

/** Resolves an import of a package: to a file to compile in, or to an import that stays. */
function isCompiledIn(path: string): boolean {
  return /\.[cm]?tsx?$/.test(path) && !/[\\/]node_modules[\\/]/.test(path);
}

// --- internal ---

interface Output {
  readonly root: string;
  readonly outDir: string;
  readonly name: string;
}

async function compile({ root, outDir, name }: Output, entry: BuildOptions): Promise<string> {
  const options: BuildOptions = {
    ...entry,
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    sourcemap: true,
    keepNames: true,
    logLevel: 'silent',
    plugins: [workspacePackages],
  };
  const file = `${name}.${isModulePackage(outDir) ? 'cjs' : 'js'}`;
  const commonjs: BuildOptions = {
    format: 'cjs',
    outfile: `${outDir}/${file}`,
    define: { 'import.meta.url': '__url', 'import.meta.filename': '__filename', 'import.meta.dirname': '__dirname' },
    banner: { js: "const __url = require('node:url').pathToFileURL(__filename).href;" },
  };
  try {
    await build({ ...options, ...commonjs });
    return file;
  } catch (error) {
    if (!isTopLevelAwait(error)) throw toBuildError(error);
  }
  // Only ESM has top-level await.
  const require =
    "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";
  await build({ ...options, format: 'esm', outfile: `${outDir}/${name}.mjs`, banner: { js: require } }).catch(
    (error: unknown) => {
      throw toBuildError(error);
    },
  );
  return `${name}.mjs`;
}

/** Whether Node takes a `.js` file of this folder for an ES module. */
function isModulePackage(folder: string): boolean {
  const owner = climb(folder, (path) => existsSync(join(path, 'package.json')));
  if (owner === undefined) return false;
  const { type } = JSON.parse(readFileSync(join(owner, 'package.json'), 'utf8')) as { type?: string };
  return type === 'module';
}

/** Keeps packages as imports, except TypeScript packages of the workspace. */
const workspacePackages: Plugin = {
  name: 'workspace-packages',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, resolveDir, kind }) => {
      if (kind === 'entry-point' || path.startsWith('node:')) return undefined;
      try {
        const found = realpathSync(createRequire(resolve(resolveDir, 'x.js')).resolve(path));
        return isCompiledIn(found) ? { path: found } : { path, external: true };
      } catch {
        // A tsconfig path, an ESM-only package, or missing: esbuild resolves it, or reports it.
        return existsSync(resolve(resolveDir, 'node_modules', path)) ? { path, external: true } : undefined;
      }
    });
  },
};

function isTopLevelAwait(error: unknown): boolean {
  return (error as BuildFailure).errors?.every(({ text }) => /top-level await/i.test(text)) ?? false;
}

function toBuildError(error: unknown): unknown {
  const { errors } = error as Partial<BuildFailure>;
  if (errors === undefined) return error;
  const problems = formatMessagesSync([...errors], { kind: 'error', color: false }).map((text) => text.trim());
  return cliError('TFN_CLI_BUILD_FAILED', { problems }, error);
}
