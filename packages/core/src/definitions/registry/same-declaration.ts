import { kindOf } from './brand.ts';
import type { SourceLocation } from './call-site.ts';

/** What the registry compares of two definitions with one name. */
interface Declared {
  readonly handler?: ((...args: never[]) => unknown) | undefined;
  readonly source: SourceLocation | undefined;
}

/** Whether a framework's bundler made the file, such as one of the chunks to which Next.js copies a module. */
export function isBuilt(location: SourceLocation): boolean {
  return /[\\/]\.(?:next|nuxt|output)[\\/]|^webpack/.test(location.file);
}

/**
 * Whether two definitions from different places declare the same: handlers by their code, triggers by target and options. In files that a
 * bundler built, where names and numbers of modules differ from copy to copy, of code only what no bundler changes counts.
 */
export function isSameDeclaration(first: Declared, second: Declared, built: boolean): boolean {
  const read = (def: Declared): string => declarationOf(def.handler ?? def, built);
  return read(first) === read(second);
}

// --- internal ---

function declarationOf(value: unknown, built: boolean, depth = 0): string {
  if (typeof value === 'function') return built ? outlineOf(String(value)) : String(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const kind = kindOf(value);
  if (depth > 0 && kind !== undefined) return `${kind} ${(value as { name?: string }).name}`;
  if (depth > 5 || '~standard' in value) return '';
  const fields = Object.entries(value).filter(([key]) => key !== 'source');
  return `{${fields.map(([key, field]) => `${key}:${declarationOf(field, built, depth + 1)}`).join()}}`;
}

/** The texts, short numbers and statements of code, in their order. Longer numbers may identify modules. */
function outlineOf(code: string): string {
  const parts = code
    .replace(/\/\*[^]*?\*\/|\[\s*"[\w$]+"\s*\]|\$\{[^}]*\}/g, '')
    .match(/(["'`])(?:\\.|(?!\1)[^\\])*\1|(?<![\w$.])(?:\d{1,2}|await|return|throw|new|for|while)(?![\w$.])/g);
  return parts?.join() ?? '';
}
