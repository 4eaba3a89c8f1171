import type { ImportDeclaration, Node, Statement } from '@babel/types';
import { nameOf, unwrap, walk } from './syntax/ast.ts';
import { findLive } from './liveness.ts';
import type { Liveness, Roots } from './liveness.ts';
import type { ModuleGraph } from './module-graph.ts';
import type { SourceModule, Unit } from './source-module.ts';
import { applyEdits } from './syntax/text-edits.ts';
import type { TextEdit } from './syntax/text-edits.ts';

/** The user's files of a bundle. */
export interface PrunedFiles {
  /** Their pruned texts, by path; includes files that need no change. */
  readonly texts: ReadonlyMap<string, string>;
  /** Whether workflows load a file, and not only Temporal. */
  isOfWorkflows(file: string): boolean;
  /** Whether what begins at an offset of a file's own text was removed. */
  isGone(file: string, at: number): boolean;
}

/** Removes what neither workflows nor Temporal need from the given files and from those that they load. */
export function pruneFiles(files: readonly string[], graph: ModuleGraph, roots?: Roots): PrunedFiles {
  const liveness = findLive(files, graph, roots);
  const texts = new Map<string, string>();
  const editsIn = new Map<string, readonly TextEdit[]>();
  for (const file of liveness.files) {
    const module = graph.read(file);
    if (module === undefined) continue;
    const edits = editsOf(module, { liveness, graph });
    editsIn.set(file, edits);
    texts.set(file, applyEdits(module.text, edits));
  }
  return {
    texts,
    isOfWorkflows: (file) => liveness.ofWorkflows.has(file),
    isGone: (file, at) => editsIn.get(file)?.some(({ start, end }) => start <= at && at < end) ?? true,
  };
}

// --- internal ---

/** What is kept, and in which files. */
interface Kept {
  readonly liveness: Liveness;
  readonly graph: ModuleGraph;
}

function editsOf(module: SourceModule, kept: Kept): TextEdit[] {
  const { liveness } = kept;
  const edits = [...liveness.callsOf(module).edits];
  const { interpreter } = module;
  if (interpreter) edits.push(range(interpreter));
  const byStatement = new Map<Statement, Unit[]>();
  for (const unit of module.units) byStatement.set(unit.statement, [...(byStatement.get(unit.statement) ?? []), unit]);
  for (const [statement, units] of byStatement) {
    const gone = units.filter((unit) => !liveness.isLive(unit));
    if (gone.length === units.length) edits.push(range(statement));
    else if (gone.length > 0) edits.push(...declaratorEdits(units, liveness));
    else if (statement.type === 'ImportDeclaration') edits.push(...importEdits(statement, module, liveness));
    else if (statement.type === 'ExportNamedDeclaration' && statement.source)
      edits.push(...reexportEdits(statement, module, kept));
  }
  for (const statement of module.program.body) {
    if (statement.type === 'ExportNamedDeclaration' && !statement.source && !statement.declaration) {
      edits.push(
        ...listEdits(statement, statement.specifiers, (one) => {
          const binding = one.type === 'ExportSpecifier' ? module.names.moduleBindings.get(one.local.name) : undefined;
          return binding === undefined || isKept(module, binding.name, liveness);
        }),
      );
    }
    if (statement.type === 'ExpressionStatement')
      edits.push(...exportTableEdits(unwrap(statement.expression), module, liveness));
  }
  return edits;
}

function isKept(module: SourceModule, local: string, liveness: Liveness): boolean {
  const binding = module.names.moduleBindings.get(local);
  if (binding === undefined) return true;
  const units = module.unitsOf.get(binding) ?? [];
  return (
    units.length === 0 ||
    (units.some((unit) => liveness.isLive(unit)) && (units[0]?.kind !== 'import' || liveness.isNeeded(binding)))
  );
}

/** Removes some declarators, with their commas, from a declaration of several. */
function declaratorEdits(units: readonly Unit[], liveness: Liveness): TextEdit[] {
  const edits: TextEdit[] = [];
  let isAnyKept = false;
  for (const [index, unit] of units.entries()) {
    if (liveness.isLive(unit)) isAnyKept = true;
    else if (isAnyKept) edits.push({ start: units[index - 1]?.end ?? unit.start, end: unit.end });
    else edits.push({ start: unit.start, end: units[index + 1]?.start ?? unit.end });
  }
  return edits;
}

function importEdits(statement: ImportDeclaration, module: SourceModule, liveness: Liveness): TextEdit[] {
  const kept = statement.specifiers.filter(({ local }) => {
    const binding = module.names.moduleBindings.get(local.name);
    return binding !== undefined && (liveness.isNeeded(binding) || binding.uses.length === 0);
  });
  const [first] = statement.specifiers;
  if (
    first === undefined ||
    kept.length === statement.specifiers.length ||
    !kept.some((one) => isNeededAt(one.local.name, module, liveness))
  )
    return [];
  const text = (node: Node): string => module.text.slice(node.start ?? 0, node.end ?? 0);
  const named = kept.filter(({ type }) => type === 'ImportSpecifier').map(text);
  const others = kept.filter(({ type }) => type !== 'ImportSpecifier').map(text);
  const clause = [...others, ...(named.length > 0 ? [`{ ${named.join(', ')} }`] : [])].join(', ');
  const rest = module.text.slice(statement.source.start ?? 0, statement.end ?? 0);
  return [{ ...range(statement), text: `import ${clause} from ${rest}` }];
}

function isNeededAt(local: string, module: SourceModule, liveness: Liveness): boolean {
  const binding = module.names.moduleBindings.get(local);
  return binding !== undefined && liveness.isNeeded(binding);
}

type ExportList = Extract<Statement, { type: 'ExportNamedDeclaration' }>;

function listEdits(
  statement: ExportList,
  specifiers: ExportList['specifiers'],
  keep: (one: ExportList['specifiers'][number]) => boolean,
): TextEdit[] {
  return specifiers.every(keep) ? [] : [listEdit(statement, specifiers.filter(keep))];
}

function listEdit(statement: ExportList, kept: ExportList['specifiers']): TextEdit {
  const source = statement.source ? ` from ${JSON.stringify(statement.source.value)}` : '';
  return { ...range(statement), text: `export { ${kept.map(specifierText).join(', ')} }${source};` };
}

function specifierText(specifier: ExportList['specifiers'][number]): string {
  const exported =
    specifier.exported.type === 'StringLiteral' ? JSON.stringify(specifier.exported.value) : specifier.exported.name;
  if (specifier.type === 'ExportNamespaceSpecifier') return `* as ${exported}`;
  if (specifier.type === 'ExportDefaultSpecifier') return exported;
  const local = nameOf(specifier.local) ?? '';
  return `${specifier.exportKind === 'type' ? 'type ' : ''}${local === exported ? local : `${local} as ${exported}`}`;
}

/** Removes re-exports of what another file no longer exports. */
function reexportEdits(statement: ExportList, module: SourceModule, kept: Kept): TextEdit[] {
  if (statement.specifiers.some(({ type }) => type !== 'ExportSpecifier')) return [];
  return listEdits(statement, statement.specifiers, (one) => {
    if (one.type !== 'ExportSpecifier' || one.exportKind === 'type') return true;
    return isExportKept(module, { from: statement.source?.value ?? '', name: nameOf(one.local) ?? '' }, kept);
  });
}

function isExportKept(module: SourceModule, { from, name }: { from: string; name: string }, kept: Kept): boolean {
  const { liveness, graph } = kept;
  const resolved = graph.resolve(module.file, from);
  const other = resolved.kind === 'source' ? graph.read(resolved.file) : undefined;
  const target = other?.exports.get(name);
  if (other === undefined || target === undefined) return true;
  if ('binding' in target) return isKept(other, target.binding.name, liveness);
  if (!liveness.isLive(target.unit)) return false;
  return !('from' in target) || (target.from === from && other === module) || isExportKept(other, target, kept);
}

/** In esbuild's table of exports, removed names become undefined. */
function exportTableEdits(expression: Node, module: SourceModule, liveness: Liveness): TextEdit[] {
  if (expression.type !== 'CallExpression' || nameOf(expression.callee) !== '__export') return [];
  const edits: TextEdit[] = [];
  walk(expression, (node) => {
    if (node.type !== 'ArrowFunctionExpression' || node.body.type !== 'Identifier') return;
    if (!isKept(module, node.body.name, liveness)) edits.push({ ...range(node.body), text: 'void 0' });
  });
  return edits;
}

function range(node: Node): TextEdit {
  return { start: node.start ?? 0, end: node.end ?? 0 };
}
