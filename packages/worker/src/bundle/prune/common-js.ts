import type { Node, Program, Statement } from '@babel/types';
import { childrenOf, isFunctionNode, nameOf, stringOf, unwrap } from './syntax/ast.ts';
import { isImportCall, isRequireCall, specifierIn } from './imports.ts';
import type { Binding, Names, Use } from './syntax/scopes.ts';

/** The exports and requires of a CommonJS file. */
export interface CommonJs {
  readonly exports: ReadonlyMap<string, { readonly binding: Binding }>;
  readonly stars: readonly string[];
  /** Statements that only prepare exports. */
  readonly prelude: ReadonlySet<Statement>;
  /** Nodes that refer to exported names without needing them. */
  readonly tables: readonly Node[];
  readonly requires: readonly { readonly at: Node; readonly specifier: string; readonly onLoad: boolean }[];
  readonly isOpaque: boolean;
}

/** Finds the exports and requires of a file written in, or compiled to, CommonJS. */
export function findCommonJs(program: Program, names: Names): CommonJs {
  const prelude = new Set<Statement>();
  const stars: string[] = [];
  const exports = new Map<string, { binding: Binding }>();
  const tables: Node[] = [];
  for (const statement of program.body) {
    if (statement.type !== 'ExpressionStatement') continue;
    const expression = unwrap(statement.expression);
    if (isPrelude(expression)) prelude.add(statement);
    if (expression.type === 'LogicalExpression') tables.push(...(prelude.has(statement) ? [expression.right] : []));
    const table = exportTable(expression);
    if (table !== undefined) {
      prelude.add(statement);
      if (expression.type === 'CallExpression' && expression.arguments[1]) tables.push(expression.arguments[1]);
      for (const [name, local] of table) {
        const binding = names.moduleBindings.get(local);
        if (binding !== undefined) exports.set(name, { binding });
      }
    }
    const star = starOf(expression);
    if (star !== undefined) stars.push(star);
  }
  const isOpaque = names.globals.some((use) => isOpaqueUse(use, program));
  return { exports, stars, prelude, tables, requires: findRequires(names, program), isOpaque };
}

/** The name that `exports.name = …`, or a getter defined on `exports`, exports. */
export function commonJsExportOf(expression: Node): string | undefined {
  const node = unwrap(expression);
  if (node.type === 'AssignmentExpression') return exportsMember(node.left);
  if (!isDefineProperty(node) || node.type !== 'CallExpression') return undefined;
  const [, name, descriptor] = node.arguments;
  return descriptor?.type === 'ObjectExpression' &&
    descriptor.properties.some((one) => 'key' in one && nameOf(one.key) === 'get')
    ? stringOf(name)
    : undefined;
}

// --- internal ---

function exportsMember(node: Node): string | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  const isExports = isNamed(node.object, 'exports') || isModuleExports(node.object);
  return isExports ? nameOf(node.property, node.computed) : undefined;
}

function isNamed(node: Node | undefined, name: string): boolean {
  return node?.type === 'Identifier' && node.name === name;
}

function isModuleExports(node: Node): boolean {
  return (
    node.type === 'MemberExpression' &&
    isNamed(node.object, 'module') &&
    nameOf(node.property, node.computed) === 'exports'
  );
}

function isDefineProperty(node: Node): boolean {
  return (
    node.type === 'CallExpression' &&
    node.callee.type === 'MemberExpression' &&
    isNamed(node.callee.object, 'Object') &&
    nameOf(node.callee.property) === 'defineProperty' &&
    isNamed(node.arguments[0] as Node | undefined, 'exports')
  );
}

/** `exports.a = exports.b = void 0`, the `__esModule` mark, and esbuild's hint for Node and closing line. */
function isPrelude(node: Node): boolean {
  if (isDefineProperty(node)) return commonJsExportOf(node) === undefined;
  if (node.type === 'LogicalExpression') return node.left.type === 'NumericLiteral' && node.left.value === 0;
  if (node.type !== 'AssignmentExpression') return false;
  if (isModuleExports(node.left)) return isToCommonJs(node.right);
  let value: Node = node;
  while (value.type === 'AssignmentExpression' && exportsMember(value.left) !== undefined) value = value.right;
  return value !== node && value.type === 'UnaryExpression' && value.operator === 'void';
}

function isToCommonJs(node: Node): boolean {
  return node.type === 'CallExpression' && isNamed(node.callee, '__toCommonJS');
}

/** esbuild's `__export(module_exports, { name: () => local })`. */
function exportTable(node: Node): [string, string][] | undefined {
  if (node.type !== 'CallExpression' || !isNamed(node.callee, '__export')) return undefined;
  const table = node.arguments[1];
  if (table?.type !== 'ObjectExpression') return undefined;
  return table.properties.flatMap((property) => {
    if (property.type !== 'ObjectProperty' || property.value.type !== 'ArrowFunctionExpression') return [];
    const name = nameOf(property.key);
    const { body } = property.value;
    return name !== undefined && body.type === 'Identifier' ? [[name, body.name]] : [];
  });
}

/** tsc's `__exportStar(require('./other'), exports)` and esbuild's `__reExport`. */
function starOf(node: Node): string | undefined {
  if (node.type !== 'CallExpression') return undefined;
  const callee = unwrap(node.callee);
  const name = callee.type === 'MemberExpression' ? nameOf(callee.property, callee.computed) : nameOf(callee);
  if (name !== '__exportStar' && name !== '__reExport') return undefined;
  const required = node.arguments.find((argument) => isRequireCall(argument));
  return required && specifierIn(required);
}

/** Whether a use of `exports` or `module` lets the exports escape. */
function isOpaqueUse({ node, parents }: Use, program: Program): boolean {
  const [first, second] = parents;
  if (node.name === 'exports') {
    if (
      first?.type === 'MemberExpression' &&
      first.object === node &&
      nameOf(first.property, first.computed) !== undefined
    )
      return false;
    return !(first?.type === 'CallExpression' && (isDefineProperty(first) || starOf(first) !== undefined));
  }
  if (node.name !== 'module' || first?.type !== 'MemberExpression' || !isModuleExports(first)) return false;
  if (second?.type === 'MemberExpression' && nameOf(second.property, second.computed) !== undefined) return false;
  const statement = program.body.find((one) => one.start! <= node.start! && node.end! <= one.end!);
  return !(statement?.type === 'ExpressionStatement' && isPrelude(unwrap(statement.expression)));
}

function findRequires(names: Names, program: Program): CommonJs['requires'] {
  const found: { at: Node; specifier: string; onLoad: boolean }[] = [];
  for (const { node, parents } of names.globals) {
    const [call] = parents;
    if (node.name === 'require' && call !== undefined && isRequireCall(call)) {
      found.push({ at: call, specifier: specifierIn(call), onLoad: !parents.some(isFunctionNode) });
    }
  }
  for (const statement of program.body) findImportCalls(statement, true, found);
  return found;
}

function findImportCalls(node: Node, onLoad: boolean, found: { at: Node; specifier: string; onLoad: boolean }[]): void {
  if (isImportCall(node)) found.push({ at: node, specifier: specifierIn(node), onLoad });
  const inner = onLoad && !isFunctionNode(node);
  for (const child of childrenOf(node)) findImportCalls(child, inner, found);
}
