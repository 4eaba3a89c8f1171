import type {
  Function as FunctionNode,
  Identifier,
  JSXIdentifier,
  Node,
  Program,
  TSModuleDeclaration,
} from '@babel/types';
import { childrenOf } from './ast.ts';

/** A name that a program declares, and every use of it. */
export interface Binding {
  readonly name: string;
  /** Whether it is in scope in the whole module. */
  readonly isModuleLevel: boolean;
  /** The nodes that declare it: declarators, functions, classes, imports, parameters … */
  readonly declarations: Node[];
  readonly uses: Use[];
}

/** A read or write of a name's value. Types do not count. */
export interface Use {
  readonly node: Identifier | JSXIdentifier;
  /** Its ancestors, innermost first. */
  readonly parents: readonly Node[];
}

/** All names of a program. */
export interface Names {
  readonly moduleBindings: ReadonlyMap<string, Binding>;
  readonly bindingOf: ReadonlyMap<Node, Binding>;
  /** Uses of names that the program does not declare. */
  readonly globals: readonly Use[];
}

/** Resolves each name of a program by JavaScript's scoping rules. JSX uses `jsxNames` implicitly. */
export function resolveNames(program: Program, jsxNames: readonly string[] = []): Names {
  const moduleScope: Scope = { names: new Map(), isFunction: true, isModuleLevel: true, parent: undefined };
  const state: State = { bindingOf: new Map(), globals: [], parents: [], jsxNames };
  hoist(program.body, moduleScope);
  for (const statement of program.body) visit(statement, moduleScope, state);
  return { moduleBindings: moduleScope.names, bindingOf: state.bindingOf, globals: state.globals };
}

/** The names that a pattern binds. */
export function boundNames(pattern: Node): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        boundNames(property.type === 'RestElement' ? property : property.value),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? boundNames(element) : []));
    case 'AssignmentPattern':
      return boundNames(pattern.left);
    case 'RestElement':
      return boundNames(pattern.argument);
    case 'TSParameterProperty':
      return boundNames(pattern.parameter);
    default:
      return [];
  }
}

// --- internal ---

interface Scope {
  readonly names: Map<string, Binding>;
  readonly isFunction: boolean;
  readonly isModuleLevel: boolean;
  readonly parent: Scope | undefined;
}

interface State {
  readonly bindingOf: Map<Node, Binding>;
  readonly globals: Use[];
  readonly parents: Node[];
  readonly jsxNames: readonly string[];
}

function declare(name: string, node: Node, scope: Scope): void {
  const known = scope.names.get(name);
  if (known !== undefined) known.declarations.push(node);
  else scope.names.set(name, { name, isModuleLevel: scope.isModuleLevel, declarations: [node], uses: [] });
}

function open(parent: Scope, isFunction: boolean): Scope {
  return { names: new Map(), isFunction, isModuleLevel: false, parent };
}

/** Declares the names of a block's statements, and, in a function's block, the `var`s below them. */
function hoist(statements: readonly Node[], scope: Scope): void {
  for (const statement of statements) {
    hoistLexical(statement, scope);
    if (scope.isFunction) hoistVars(statement, scope);
  }
}

function hoistLexical(statement: Node, scope: Scope): void {
  if ('declare' in statement && statement.declare === true) return;
  switch (statement.type) {
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
      if (statement.declaration) hoistLexical(statement.declaration, scope);
      return;
    case 'VariableDeclaration':
      if (statement.kind !== 'var')
        for (const declarator of statement.declarations) declarePattern(declarator.id, declarator, scope);
      return;
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
    case 'TSEnumDeclaration':
      if (statement.id) declare(statement.id.name, statement, scope);
      return;
    case 'TSModuleDeclaration': {
      const name = namespaceName(statement);
      if (name !== undefined) declare(name, statement, scope);
      return;
    }
    case 'TSImportEqualsDeclaration':
      if (statement.importKind !== 'type') declare(statement.id.name, statement, scope);
      return;
    case 'ImportDeclaration':
      if (statement.importKind === 'type') return;
      for (const specifier of statement.specifiers) {
        if (specifier.type !== 'ImportSpecifier' || specifier.importKind !== 'type')
          declare(specifier.local.name, statement, scope);
      }
      return;
    default:
  }
}

function hoistVars(node: Node, scope: Scope): void {
  if (/^(?:Function|Arrow|Class|ObjectMethod|TS(?!AsEx))/.test(node.type)) return;
  if (node.type === 'VariableDeclaration' && node.kind === 'var' && node.declare !== true) {
    for (const declarator of node.declarations) declarePattern(declarator.id, declarator, scope);
  }
  if (/Expression$|Literal$/.test(node.type)) return;
  for (const child of childrenOf(node)) hoistVars(child, scope);
}

function namespaceName({ id, kind }: TSModuleDeclaration): string | undefined {
  if (kind === 'global' || id.type === 'StringLiteral') return undefined;
  let leftmost: Node = id;
  while (leftmost.type === ('TSQualifiedName' as string)) leftmost = (leftmost as unknown as { left: Node }).left;
  return leftmost.type === 'Identifier' ? leftmost.name : undefined;
}

/** Declares the names of a pattern on behalf of `node`. */
function declarePattern(pattern: Node | null, node: Node, scope: Scope): void {
  if (pattern !== null) for (const name of boundNames(pattern)) declare(name, node, scope);
}

function visitAll(nodes: readonly (Node | null | undefined)[] | null | undefined, scope: Scope, state: State): void {
  for (const node of nodes ?? []) if (node) visit(node, scope, state);
}

function visit(node: Node, scope: Scope, state: State): void {
  state.parents.unshift(node);
  visitNode(node, scope, state);
  state.parents.shift();
}

function visitNode(node: Node, scope: Scope, state: State): void {
  switch (node.type) {
    case 'Identifier':
    case 'JSXIdentifier':
      return use(node, scope, state);
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'ObjectMethod':
    case 'ClassMethod':
    case 'ClassPrivateMethod':
      return visitFunction(node, scope, state);
    case 'ClassDeclaration':
    case 'ClassExpression': {
      visitAll(node.decorators, scope, state);
      const inner = open(scope, false);
      if (node.id && node.type === 'ClassExpression') declare(node.id.name, node, inner);
      return visitAll([node.superClass, ...node.body.body], inner, state);
    }
    case 'StaticBlock':
      return visitBlock(node.body, open(scope, true), state);
    case 'BlockStatement':
    case 'TSModuleBlock':
      return visitBlock(node.body, open(scope, node.type === 'TSModuleBlock'), state);
    case 'SwitchStatement': {
      visit(node.discriminant, scope, state);
      const inner = open(scope, false);
      hoist(
        node.cases.flatMap(({ consequent }) => consequent),
        inner,
      );
      for (const { test, consequent } of node.cases) visitAll([test, ...consequent], inner, state);
      return;
    }
    case 'ForStatement':
      return visitLoop([node.init, node.test, node.update, node.body], scope, state);
    case 'ForInStatement':
    case 'ForOfStatement':
      return visitLoop([node.left, node.right, node.body], scope, state);
    case 'CatchClause': {
      const inner = open(scope, false);
      declarePattern(node.param ?? null, node, inner);
      if (node.param) visitPattern(node.param, inner, state);
      return visit(node.body, inner, state);
    }
    case 'VariableDeclarator':
      visitPattern(node.id, scope, state);
      return visitAll([node.init], scope, state);
    case 'TSEnumDeclaration': {
      const inner = open(scope, false);
      const members = node.body?.members ?? node.members;
      for (const member of members)
        declare(member.id.type === 'Identifier' ? member.id.name : member.id.value, member, inner);
      return visitAll(
        members.map(({ initializer }) => initializer),
        inner,
        state,
      );
    }
    case 'TSModuleDeclaration':
      return visit(node.body, scope, state);
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return visitAll([node.object, node.computed ? node.property : null], scope, state);
    case 'ObjectProperty':
      return visitAll([...(node.decorators ?? []), node.computed ? node.key : null, node.value], scope, state);
    case 'ClassProperty':
    case 'ClassAccessorProperty':
      return visitAll([...(node.decorators ?? []), node.computed ? node.key : null, node.value], scope, state);
    case 'ClassPrivateProperty':
      return visitAll([...(node.decorators ?? []), node.value], scope, state);
    case 'ExportNamedDeclaration':
      if (node.exportKind === 'type' || node.source) return;
      for (const specifier of node.specifiers) {
        if (specifier.type === 'ExportSpecifier' && specifier.exportKind !== 'type')
          visit(specifier.local, scope, state);
      }
      return visitAll([node.declaration], scope, state);
    case 'TSImportEqualsDeclaration':
      return visitEntityName(node.moduleReference, scope, state);
    case 'JSXMemberExpression':
      return visit(node.object, scope, state);
    case 'JSXOpeningElement':
      if (node.name.type !== 'JSXIdentifier' || !/^[a-z]/.test(node.name.name)) visit(node.name, scope, state);
      // JSX compiles to calls that the text does not show.
      for (const name of state.jsxNames)
        lookUp(name, scope)?.uses.push({ node: node as unknown as Identifier, parents: state.parents.slice(1) });
      return visitAll(node.attributes, scope, state);
    case 'JSXAttribute':
      return visitAll([node.value], scope, state);
    case 'LabeledStatement':
      return visit(node.body, scope, state);
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'JSXClosingElement':
    case 'JSXNamespacedName':
    case 'MetaProperty':
    case 'PrivateName':
    case 'BreakStatement':
    case 'ContinueStatement':
      return;
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
    case 'TSExportAssignment':
      return visit(node.expression, scope, state);
    default:
      if ('declare' in node && node.declare === true) return;
      if (!node.type.startsWith('TS')) visitAll(childrenOf(node), scope, state);
  }
}

function visitFunction(node: FunctionNode, scope: Scope, state: State): void {
  if ('decorators' in node) visitAll(node.decorators, scope, state);
  if ('key' in node && 'computed' in node && node.computed) visit(node.key, scope, state);
  const inner = open(scope, true);
  if (node.type === 'FunctionExpression' && node.id) declare(node.id.name, node, inner);
  for (const param of node.params) declarePattern(param, param, inner);
  for (const param of node.params) visitPattern(param, inner, state);
  if (node.body.type === 'BlockStatement') visitBlock(node.body.body, inner, state);
  else visit(node.body, inner, state);
}

function visitBlock(statements: readonly Node[], scope: Scope, state: State): void {
  hoist(statements, scope);
  visitAll(statements, scope, state);
}

function visitLoop(parts: readonly (Node | null | undefined)[], scope: Scope, state: State): void {
  const inner = open(scope, false);
  if (parts[0]) hoistLexical(parts[0], inner);
  visitAll(parts, inner, state);
}

/** Visits the expressions that a pattern evaluates: defaults, computed keys, decorators. */
function visitPattern(pattern: Node, scope: Scope, state: State): void {
  state.parents.unshift(pattern);
  if ('decorators' in pattern) visitAll(pattern.decorators, scope, state);
  switch (pattern.type) {
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'ObjectProperty' && property.computed) visit(property.key, scope, state);
        visitPattern(property.type === 'RestElement' ? property : property.value, scope, state);
      }
      break;
    case 'ArrayPattern':
      for (const element of pattern.elements) if (element) visitPattern(element, scope, state);
      break;
    case 'AssignmentPattern':
      visitPattern(pattern.left, scope, state);
      visit(pattern.right, scope, state);
      break;
    case 'RestElement':
      visitPattern(pattern.argument, scope, state);
      break;
    case 'TSParameterProperty':
      visitPattern(pattern.parameter, scope, state);
      break;
    default:
  }
  state.parents.shift();
}

function visitEntityName(name: Node, scope: Scope, state: State): void {
  if (name.type === 'TSQualifiedName') visitEntityName(name.left, scope, state);
  else if (name.type === 'Identifier') visit(name, scope, state);
}

function use(node: Identifier | JSXIdentifier, scope: Scope, state: State): void {
  const found: Use = { node, parents: state.parents.slice(1) };
  const binding = lookUp(node.name, scope);
  if (binding === undefined) {
    state.globals.push(found);
    return;
  }
  binding.uses.push(found);
  state.bindingOf.set(node, binding);
}

function lookUp(name: string, scope: Scope | undefined): Binding | undefined {
  for (let at = scope; at !== undefined; at = at.parent) {
    const binding = at.names.get(name);
    if (binding !== undefined) return binding;
  }
  return undefined;
}
