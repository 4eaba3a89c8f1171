import type { Node } from '@babel/types';
import { nameOf } from '../prune/syntax/ast.ts';

/**
 * The range of `process.env.NAME` where code makes a boolean of it: compares, negates or tests it. A stub cannot notice that, and would
 * be true or unequal. As a text it is an error with file and line, when the file is loaded.
 */
export function decidingVariable(process: Node, parents: readonly Node[]): { start: number; end: number } | undefined {
  const [env, variable] = parents;
  if (env?.type !== 'MemberExpression' || nameOf(env.property, env.computed) !== 'env' || env.object !== process)
    return undefined;
  if (variable?.type !== 'MemberExpression' || variable.object !== env) return undefined;
  let node: Node = variable;
  for (const parent of parents.slice(2)) {
    if (decides(parent, node)) return { start: variable.start ?? 0, end: variable.end ?? 0 };
    if (!passesOn(parent, node)) return undefined;
    node = parent;
  }
  return undefined;
}

// --- internal ---

function decides(parent: Node, node: Node): boolean {
  switch (parent.type) {
    case 'UnaryExpression':
      return parent.operator === '!';
    case 'BinaryExpression':
      return /^[!=<>]=*$/.test(parent.operator);
    case 'ConditionalExpression':
    case 'IfStatement':
      return parent.test === node;
    case 'LogicalExpression':
      return parent.operator === '&&' && parent.left === node;
    default:
      return false;
  }
}

/** Whether the value of a node is that of its parent. */
function passesOn(parent: Node, node: Node): boolean {
  if (parent.type === 'LogicalExpression') return parent.operator !== '&&' && parent.left === node;
  return /^(?:TSNonNull|TSAs|TSSatisfies|Parenthesized)Expression$/.test(parent.type);
}
