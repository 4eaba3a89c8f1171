import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ImportKind, Resolver } from './resolver.ts';

/*
 * A package is for Node only if
 *  - the code that Node would load from it, including dependencies, requires a built-in that does I/O or starts something (`fs`, `net`,
 *    `child_process` …), or a `.node` file;
 *  - or a module that its entry requires is not installed, as with generated clients;
 *  - or the code that a bundle would load from it uses the network through a global (`fetch`, `XMLHttpRequest`, `WebSocket`).
 * Only functions can use such a package. All others (lodash, zod, date-fns …) are bundled, and each built-in that they still require
 * (`util`, `crypto` …) becomes a stub. The code is matched by pattern, not run.
 */

/** Creates the check whether the target of a specifier is for Node only. */
export function createNodeOnlyJudge(resolver: Resolver): (from: string, specifier: string) => boolean {
  return (from, specifier) => {
    const inNode = resolver.resolve(from, specifier, 'node');
    const inBundle = resolver.resolve(from, specifier);
    const key = `${'file' in inNode ? inNode.file : ''}\0${'file' in inBundle ? inBundle.file : ''}`;
    let isNodeOnly = judged.get(key);
    if (isNodeOnly === undefined) {
      isNodeOnly =
        ('file' in inNode && reaches(inNode.file, { resolver, condition: 'node' })) ||
        ('file' in inBundle && reaches(inBundle.file, { resolver, condition: 'bundle' }));
      judged.set(key, isNodeOnly);
    }
    return isNodeOnly;
  };
}

/** A specifier in a text, and the kind of import. */
export interface FoundImport {
  readonly specifier: string;
  readonly kind: ImportKind;
}

/** The imports and requires in JavaScript, possibly including those in comments. */
export function importsIn(text: string): FoundImport[] {
  return Array.from(text.matchAll(SPECIFIER), ([, required, imported, from, bare]) => {
    return required !== undefined
      ? { specifier: required, kind: 'require' }
      : { specifier: imported ?? from ?? bare ?? '', kind: 'import' };
  });
}

// --- internal ---

/** Built-ins that communicate outside of the process, or start something. */
const REACHING_OUT = new Set([
  'child_process',
  'cluster',
  'dgram',
  'dns',
  'dns/promises',
  'fs',
  'fs/promises',
  'http',
  'http2',
  'https',
  'inspector',
  'net',
  'readline',
  'readline/promises',
  'repl',
  'sqlite',
  'tls',
  'wasi',
  'worker_threads',
]);

const NETWORK_GLOBAL =
  /(?<![.\w$'"`])(?:new\s+(?:XMLHttpRequest|WebSocket)\b|(?<!function\s)fetch\s*\()|\b(?:globalThis|window|self)\.(?:fetch|XMLHttpRequest|WebSocket)\b/;

/** Calls of `require` and `import`, also spread ones, and the sources of `import … from` and `export … from`. */
const SPECIFIER =
  /(?<!(?<!\.\.)\.|[\w$])require\s*\(\s*["']([^"'\n]+)["']\s*\)|(?<!(?<!\.\.)\.|[\w$])import\s*\(\s*(?:\/\*.*?\*\/\s*)?["']([^"'\n]+)["']\s*\)|\bfrom\s*["']([^"'\n]+)["']|(?<![.\w$])import\s*["']([^"'\n]+)["']/g;

/** More files than any pure package has. A larger package is bundled, with stubs for the built-ins that it requires. */
const MAX_FILES = 4000;

/** Packages do not change while a process runs. */
const judged = new Map<string, boolean>();

/** Whether a file's dependencies include such a built-in, as Node loads them, or use the network, as a bundle loads them. */
function reaches(
  entry: string,
  { resolver, condition }: { resolver: Resolver; condition: 'node' | 'bundle' },
): boolean {
  const files = new Set([entry]);
  for (const file of files) {
    if (file.endsWith('.node')) return true;
    if (files.size > MAX_FILES || !/^\.[cm]?js$/.test(path.extname(file))) continue;
    const text = readText(file);
    if (
      condition === 'bundle' &&
      /fetch|XMLHttpRequest|WebSocket/.test(text) &&
      NETWORK_GLOBAL.test(withoutComments(text))
    )
      return true;
    for (const { specifier, kind } of importsIn(text)) {
      const resolved = resolver.resolve(file, specifier, condition === 'node' ? 'node' : kind);
      if (condition === 'node' && resolved.kind === 'builtin' && REACHING_OUT.has(resolved.name)) return true;
      if (resolved.kind === 'missing' && file === entry) return true;
      if (resolved.kind === 'package') files.add(resolved.file);
    }
  }
  return false;
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
