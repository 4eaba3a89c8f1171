import { readFileSync } from 'node:fs';
import { parseExpression } from '@babel/parser';
import type { Expression, StringLiteral } from '@babel/types';
import { findTsconfig, parseTsconfig } from 'get-tsconfig';
import type { TsConfigResult } from 'get-tsconfig';

export interface Tsconfig extends TsConfigResult {
  /** False if a file that it extends cannot be read: it has its own options only. */
  readonly extended: boolean;
}

/** The nearest tsconfig.json of a file or folder. */
export function readTsconfig(file: string): Tsconfig | undefined {
  const path = findTsconfig(file);
  if (path === undefined) return undefined;
  try {
    return { path, config: parseTsconfig(path), extended: true };
  } catch {
    return { path, config: ownConfig(path), extended: false };
  }
}

// --- internal ---

function ownConfig(path: string): TsConfigResult['config'] {
  try {
    // JSON with comments and trailing commas is an expression of JavaScript.
    const { extends: _, ...own } = valueOf(parseExpression(readFileSync(path, 'utf8'))) as Record<string, unknown>;
    return own;
  } catch {
    return {};
  }
}

function valueOf(node: Expression): unknown {
  if (node.type === 'ArrayExpression') return node.elements.map((element) => valueOf(element as Expression));
  if (node.type !== 'ObjectExpression') return 'value' in node ? node.value : null;
  const properties = node.properties.filter((property) => property.type === 'ObjectProperty');
  return Object.fromEntries(
    properties.map(({ key, value }) => [(key as StringLiteral).value, valueOf(value as Expression)]),
  );
}
