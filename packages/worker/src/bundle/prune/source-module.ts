import type { Node, Program, Statement } from '@babel/types';
import { isFunctionNode, nameOf, unwrap, walk } from './syntax/ast.ts';
import { commonJsExportOf, findCommonJs } from './common-js.ts';
import type { CommonJs } from './common-js.ts';
import { importOf } from './imports.ts';
import type { ImportLink } from './imports.ts';
import { tsconfigOptions } from '../emit/tsconfig-options.ts';
import { parseSource } from './syntax/parse-source.ts';
import { boundNames, resolveNames } from './syntax/scopes.ts';
import type { Binding, Names, Use } from './syntax/scopes.ts';

/** A user's file, divided into parts that can be removed separately. */
export interface SourceModule {
  readonly file: string;
  readonly text: string;
  readonly program: Program;
  /** The `#!` line. */
  readonly interpreter: Node | undefined;
  readonly names: Names;
  /** In text order. */
  readonly units: readonly Unit[];
  /** The units that declare, or add to, a name of the module. */
  readonly unitsOf: ReadonlyMap<Binding, readonly Unit[]>;
  readonly exports: ReadonlyMap<string, ExportTarget>;
  /** Modules that are re-exported whole. */
  readonly stars: readonly string[];
  /** Whether the exports cannot be separated, so that all are kept or none. */
  readonly isOpaque: boolean;
}

/** What an exported name refers to. */
type ExportTarget =
  | { readonly binding: Binding }
  | { readonly unit: Unit }
  | { readonly from: string; readonly name: string; readonly unit: Unit };

/** A part of a file at its top level: one declarator, function, class, import or statement. */
export interface Unit {
  readonly kind: 'import' | 'reexport' | 'declaration' | 'statement';
  readonly module: string;
  /** The node to analyze; for a declaration, its declarator. */
  readonly node: Node;
  /** The statement that contains it. */
  readonly statement: Statement;
  /** Its range in the text. */
  readonly start: number;
  readonly end: number;
  readonly bindings: Binding[];
  readonly exportNames: readonly string[];
  /** The local value that a statement acts on, if any: `app` in `app.listen(3000)`. */
  readonly receiver: Binding | undefined;
  /** Whether loading it runs code, rather than only declares something. */
  readonly executes: boolean;
  readonly uses: UnitUse[];
}

/** What a unit refers to: a name of its module, an export of its own module, or another module. */
export interface UnitUse {
  readonly at: number;
  /** Whether the use happens when the file is loaded, rather than when a function is called. */
  readonly onLoad: boolean;
  readonly target:
    | { readonly binding: Binding; readonly use: Use }
    | { readonly exportName: string }
    | { readonly specifier: string };
}

/** Reads a user's file; undefined when it has syntax errors. */
export function readModule(file: string, text: string): SourceModule | undefined {
  const program = parseSource(text, file);
  if (program === undefined) return undefined;
  const names = resolveNames(program, jsxNames(file, text));
  const commonJs = findCommonJs(program, names);
  const exports = new Map<string, ExportTarget>();
  const stars: string[] = [...commonJs.stars];
  const units: Unit[] = [];
  const add = (input: UnitInput): Unit => {
    const { kind, statement, node = statement, exportNames = [] } = input;
    const { start, end } = node.type === 'VariableDeclarator' ? node : statement;
    const unit: Unit = {
      kind,
      module: file,
      node,
      statement,
      exportNames,
      start: start ?? 0,
      end: end ?? 0,
      bindings: [],
      receiver: kind === 'statement' ? receiverOf(node, names) : undefined,
      executes: kind === 'statement' || (kind === 'declaration' && runsCode(node)),
      uses: [],
    };
    units.push(unit);
    for (const name of exportNames) exports.set(name, { unit });
    return unit;
  };
  for (const statement of program.body)
    addStatement({ statement, names, exports, stars, add, isPrelude: commonJs.prelude.has(statement) });
  for (const [name, target] of commonJs.exports) exports.set(name, target);
  assignNames(units, names, commonJs);
  const unitsOf = groupByBinding(units);
  return {
    file,
    text,
    program,
    interpreter: program.interpreter ?? undefined,
    names,
    units,
    unitsOf,
    exports,
    stars,
    isOpaque: commonJs.isOpaque,
  };
}

/** The import behind a binding, if there is one. */
export function linkOf(binding: Binding): ImportLink | undefined {
  const [declaration] = binding.declarations;
  return binding.declarations.length === 1 && declaration !== undefined
    ? importOf(declaration, binding.name)
    : undefined;
}

// --- internal ---

/** The names that compiled JSX uses: React, or those that tsconfig.json or a comment sets. */
function jsxNames(file: string, text: string): string[] {
  if (/\.[cm]?ts$/.test(file)) return [];
  const { jsxFactory = '', jsxFragmentFactory = '' } = tsconfigOptions(file);
  const inComments = Array.from(text.matchAll(/@jsx(?:Frag)?\s+([\w$]+)/g), ([, name = '']) => name);
  return [
    ...new Set(['React', jsxFactory.split('.')[0] ?? '', jsxFragmentFactory.split('.')[0] ?? '', ...inComments]),
  ].filter((name) => name !== '');
}

interface UnitInput {
  readonly kind: Unit['kind'];
  readonly statement: Statement;
  readonly node?: Node;
  readonly exportNames?: readonly string[];
}

interface StatementInput {
  readonly statement: Statement;
  readonly names: Names;
  readonly exports: Map<string, ExportTarget>;
  readonly stars: string[];
  readonly add: (input: UnitInput) => Unit;
  readonly isPrelude: boolean;
}

function addStatement({ statement, names, exports, stars, add, isPrelude }: StatementInput): void {
  if ('declare' in statement && statement.declare === true) return;
  if (isPrelude) {
    add({ kind: 'statement', statement });
    return;
  }
  switch (statement.type) {
    case 'EmptyStatement':
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
    case 'TSDeclareFunction':
      return;
    case 'ImportDeclaration':
      if (statement.importKind !== 'type') add({ kind: 'import', statement });
      return;
    case 'ExportAllDeclaration':
      if (statement.exportKind === 'type') return;
      stars.push(statement.source.value);
      add({ kind: 'reexport', statement });
      return;
    case 'ExportNamedDeclaration': {
      if (statement.exportKind === 'type') return;
      if (statement.declaration) return addDeclaration(statement.declaration, { statement, exported: true, add });
      const from = statement.source?.value;
      const unit = from === undefined ? undefined : add({ kind: 'reexport', statement });
      for (const specifier of statement.specifiers) {
        const name = nameOf(specifier.exported) ?? '';
        if (unit !== undefined && from !== undefined) {
          exports.set(name, {
            from,
            unit,
            name: specifier.type === 'ExportSpecifier' ? (nameOf(specifier.local) ?? '') : '*',
          });
        } else if (specifier.type === 'ExportSpecifier') {
          const binding = names.moduleBindings.get(specifier.local.name);
          if (binding !== undefined) exports.set(name, { binding });
        }
      }
      return;
    }
    case 'ExportDefaultDeclaration':
      add({ kind: 'declaration', statement, node: statement.declaration, exportNames: ['default'] });
      return;
    case 'ExpressionStatement': {
      const exportName = commonJsExportOf(statement.expression);
      if (exportName === undefined) add({ kind: 'statement', statement });
      else add({ kind: 'declaration', statement, exportNames: [exportName] });
      return;
    }
    default:
      addDeclaration(statement, { statement, exported: false, add });
  }
}

function addDeclaration(
  declaration: Statement,
  { statement, exported, add }: { statement: Statement; exported: boolean; add: (input: UnitInput) => Unit },
): void {
  switch (declaration.type) {
    case 'VariableDeclaration':
      for (const node of declaration.declarations)
        add({ kind: 'declaration', statement, node, exportNames: exported ? boundNames(node.id) : [] });
      return;
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
    case 'TSEnumDeclaration':
      add({
        kind: 'declaration',
        statement,
        node: declaration,
        exportNames: exported && declaration.id ? [declaration.id.name] : [],
      });
      return;
    case 'TSModuleDeclaration':
      add({
        kind: 'declaration',
        statement,
        node: declaration,
        exportNames: exported && declaration.id.type === 'Identifier' ? [declaration.id.name] : [],
      });
      return;
    case 'TSImportEqualsDeclaration':
      if (declaration.importKind !== 'type') add({ kind: 'declaration', statement, node: declaration });
      return;
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
    case 'TSDeclareFunction':
      return;
    default:
      add({ kind: 'statement', statement });
  }
}

/** Whether loading a declaration runs code of the user or a package. */
function runsCode(node: Node): boolean {
  let found = false;
  walk(node, (inner) => {
    if (found || (isFunctionNode(inner) && inner !== node)) return false;
    if (isFunctionNode(node)) return false;
    if (inner.type === 'ClassPrivateProperty' || inner.type === 'ClassProperty') return inner.static;
    if (RUNS.test(inner.type)) found = true;
    return !found;
  });
  return found;
}

const RUNS =
  /^(?:(?:Optional)?CallExpression|NewExpression|TaggedTemplateExpression|AwaitExpression|ImportExpression|Decorator|StaticBlock|JSXElement)$/;

/** The local name at the start of `name.a.b(…).c(…)` or `name.a = …`, unless it is an import. */
function receiverOf(statement: Node, names: Names): Binding | undefined {
  if (statement.type !== 'ExpressionStatement') return undefined;
  let node = unwrap(statement.expression);
  if (node.type === 'AwaitExpression' || node.type === 'UnaryExpression') node = unwrap(node.argument);
  if (node.type === 'AssignmentExpression') node = node.left;
  for (;;) {
    node = unwrap(node);
    if (node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression') node = node.object;
    else if (node.type === 'CallExpression' || node.type === 'OptionalCallExpression') {
      // A bare f(…) acts on no known value.
      if (unwrap(node.callee).type === 'Identifier') return undefined;
      node = node.callee;
    } else break;
  }
  const binding = node.type === 'Identifier' ? names.moduleBindings.get(node.name) : undefined;
  return binding !== undefined && linkOf(binding) === undefined && names.bindingOf.get(node) === binding
    ? binding
    : undefined;
}

/** Assigns each unit the names that it declares and its uses. */
function assignNames(units: Unit[], names: Names, { requires, tables, prelude }: CommonJs): void {
  const isInTable = ({ node }: Use): boolean =>
    tables.some((table) => table.start! <= node.start! && node.end! <= table.end!);
  for (const binding of names.moduleBindings.values()) {
    for (const declaration of binding.declarations) unitAt(units, declaration)?.bindings.push(binding);
    for (const use of binding.uses) if (!isInTable(use)) addUse(units, use, { binding, use });
  }
  for (const { at, specifier, onLoad } of requires)
    unitAt(units, at)?.uses.push({ at: at.start ?? 0, onLoad, target: { specifier } });
  for (const use of names.globals) {
    const [member] = use.parents;
    if (use.node.name !== 'exports' || member?.type !== 'MemberExpression' || member.object !== use.node) continue;
    const exportName = nameOf(member.property, member.computed);
    const unit = unitAt(units, use.node);
    // `exports.a = exports.b = void 0` needs neither.
    if (exportName !== undefined && unit !== undefined && !prelude.has(unit.statement))
      addUse(units, use, { exportName });
  }
}

function addUse(units: readonly Unit[], use: Use, target: UnitUse['target']): void {
  const unit = unitAt(units, use.node);
  if (unit === undefined || ('exportName' in target && unit.exportNames.includes(target.exportName))) return;
  unit.uses.push({ at: use.node.start ?? 0, onLoad: !use.parents.some(isFunctionNode), target });
}

/** The unit that contains a node, found by bisection: a bundled program has thousands of units. */
function unitAt(units: readonly Unit[], { start }: Node): Unit | undefined {
  let [low, high] = [0, units.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const unit = units[middle] as Unit;
    if ((start ?? 0) < unit.start) high = middle - 1;
    else if ((start ?? 0) >= unit.end) low = middle + 1;
    else return unit;
  }
  return undefined;
}

function groupByBinding(units: readonly Unit[]): Map<Binding, Unit[]> {
  const groups = new Map<Binding, Unit[]>();
  for (const unit of units) {
    for (const binding of unit.receiver ? [...unit.bindings, unit.receiver] : unit.bindings) {
      const group = groups.get(binding);
      if (group === undefined) groups.set(binding, [unit]);
      else if (!group.includes(unit)) group.push(unit);
    }
  }
  return groups;
}
