import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ImportKind, Resolver } from './resolver.ts';

/*
 * How a package is judged. It is for Node only when
 *  - the code that Node would load of it, with all that this needs in turn, requires a built-in that does input or output, or
 *    starts something (`fs`, `net`, `child_process` …), or a `.node` file;
 *  - or what it needs first is not installed, as with clients that are generated;
 *  - or the code that a bundle would take of it calls the network by a global (`fetch`, `XMLHttpRequest`, `WebSocket`).
 * Such a package can only be meant for functions. Everything else (lodash, zod, date-fns …) is bundled, and a built-in that it
 * may still require (`util`, `crypto` …) becomes a stub of its own. The code is read by pattern, not run.
 */

/** Tells whether what a specifier of a package leads to is for Node only. */
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

/** A specifier in a text, and how it is asked for. */
export interface FoundImport {
  readonly specifier: string;
  readonly kind: ImportKind;
}

/** What a text of JavaScript requires and imports, and perhaps what only its comments name. */
export function importsIn(text: string): FoundImport[] {
  return Array.from(text.matchAll(SPECIFIER), ([, required, imported, from, bare]) => {
    return required !== undefined
      ? { specifier: required, kind: 'require' }
      : { specifier: imported ?? from ?? bare ?? '', kind: 'import' };
  });
}

// --- internal ---

/** Built-ins that reach outside of the process, or run something. */
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

/** What counts are calls of `require` and `import`, and the sources of `import … from` and `export … from`. */
const SPECIFIER =
  /(?<![.\w$])require\s*\(\s*["']([^"'\n]+)["']\s*\)|(?<![.\w$])import\s*\(\s*(?:\/\*.*?\*\/\s*)?["']([^"'\n]+)["']\s*\)|\bfrom\s*["']([^"'\n]+)["']|(?<![.\w$])import\s*["']([^"'\n]+)["']/g;

/** More files than any pure package has; beyond it a package is bundled, and what it touches becomes stubs. */
const MAX_FILES = 4000;

/** Packages do not change while a process runs. */
const judged = new Map<string, boolean>();

/** Follows what a file requires: to a built-in that reaches out, as Node loads it; to the network, as a bundle does. */
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
