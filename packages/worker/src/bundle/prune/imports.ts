import type { ImportDeclaration, Node } from '@babel/types';
import { nameOf, stringOf, unwrap } from './syntax/ast.ts';

/** What a name refers to in another module. */
export interface ImportLink {
  readonly specifier: string;
  /** The names to follow, in order: [] is the module itself, as from `import * as all` or `require`. */
  readonly path: readonly string[];
}

/** The import behind a declaration of `name`: an import, or a declarator that requires a module. */
export function importOf(declaration: Node, name: string): ImportLink | undefined {
  switch (declaration.type) {
    case 'ImportDeclaration': {
      const specifier = declaration.specifiers.find(({ local }) => local.name === name);
      return specifier && { specifier: declaration.source.value, path: specifierPath(specifier) };
    }
    case 'TSImportEqualsDeclaration': {
      const { moduleReference } = declaration;
      return moduleReference.type === 'TSExternalModuleReference'
        ? { specifier: moduleReference.expression.value, path: [] }
        : undefined;
    }
    case 'VariableDeclarator': {
      const required = declaration.init ? requiredBy(declaration.init) : undefined;
      const keys = required && patternPath(declaration.id, name);
      return required && keys && { specifier: required.specifier, path: [...required.path, ...keys] };
    }
    default:
      return undefined;
  }
}

/** The keys that lead to a name in a pattern; undefined when they cannot be determined. */
export function patternPath(pattern: Node, name: string): string[] | undefined {
  if (pattern.type === 'Identifier') return pattern.name === name ? [] : undefined;
  if (pattern.type === 'AssignmentPattern') return patternPath(pattern.left, name);
  if (pattern.type !== 'ObjectPattern') return undefined;
  for (const property of pattern.properties) {
    if (property.type === 'RestElement') continue;
    const rest = patternPath(property.value, name);
    const key = nameOf(property.key, property.computed);
    if (rest !== undefined && key !== undefined) return [key, ...rest];
  }
  return undefined;
}

/** The module that an expression requires, with or without the wrappers that compilers add. */
export function requiredBy(expression: Node): ImportLink | undefined {
  const node = unwrap(expression);
  if (node.type === 'MemberExpression') {
    const object = requiredBy(node.object);
    const key = nameOf(node.property, node.computed);
    return object && key !== undefined ? { specifier: object.specifier, path: [...object.path, key] } : undefined;
  }
  if (node.type === 'AwaitExpression') {
    const awaited = unwrap(node.argument);
    return isImportCall(awaited) ? specifierOf(awaited) : undefined;
  }
  if (node.type !== 'CallExpression') return undefined;
  if (isRequireCall(node)) return specifierOf(node);
  const [first] = node.arguments;
  return INTEROP.test(calleeName(node.callee)) && first ? requiredBy(first) : undefined;
}

/** Whether a node is a `require(…)` of a string literal. */
export function isRequireCall(node: Node): boolean {
  return (
    node.type === 'CallExpression' &&
    node.callee.type === 'Identifier' &&
    node.callee.name === 'require' &&
    stringOf(node.arguments[0]) !== undefined
  );
}

/** Whether a node is an `import(…)` of a string literal. */
export function isImportCall(node: Node): boolean {
  if (node.type === 'ImportExpression') return stringOf(node.source) !== undefined;
  return node.type === 'CallExpression' && node.callee.type === 'Import' && stringOf(node.arguments[0]) !== undefined;
}

/** The specifier of a `require(…)` or `import(…)`. */
export function specifierIn(node: Node): string {
  const text =
    node.type === 'ImportExpression' ? node.source : node.type === 'CallExpression' ? node.arguments[0] : undefined;
  return stringOf(text) ?? '';
}

// --- internal ---

const INTEROP = /^(?:__importDefault|__importStar|__toESM|_interop\w*)$/;

function specifierPath(specifier: ImportDeclaration['specifiers'][number]): string[] {
  if (specifier.type === 'ImportNamespaceSpecifier') return [];
  return [specifier.type === 'ImportSpecifier' ? (nameOf(specifier.imported) ?? '') : 'default'];
}

function specifierOf(call: Node): ImportLink {
  return { specifier: specifierIn(call), path: [] };
}

function calleeName(callee: Node): string {
  const node = unwrap(callee);
  if (node.type === 'MemberExpression') return nameOf(node.property, node.computed) ?? '';
  return node.type === 'Identifier' ? node.name : '';
}
