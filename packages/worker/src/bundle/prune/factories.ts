import type { CallExpression, Function as FunctionNode, Node } from '@babel/types';
import { isFunctionNode, nameOf, unwrap, walk } from './syntax/ast.ts';
import type { ModuleGraph } from './module-graph.ts';
import type { Binding, Use } from './syntax/scopes.ts';
import type { SourceModule } from './source-module.ts';
import type { TextEdit } from './syntax/text-edits.ts';
import { DEFINING_WORDS, functionValueOf, tfnValueOf } from './tfn-values.ts';

/*
 * Factories: the user's own functions around `tfn.fn`, such as `(name, impl) => tfn.fn(name, impl)`. The body passed to `tfn.fn`
 * inside one is removed. If that leaves a parameter without uses, the arguments that calls pass for it are removed too, unless
 * something else may read the parameter (`arguments`, a default, `eval`, an assignment).
 */

/** What a function no longer reads: a parameter, by position, or one of its properties, by name. */
export interface IdleParameter {
  readonly index: number;
  readonly key?: string;
}

/** The functions of a file that have idle parameters. */
export type Factories = ReadonlyMap<Node, readonly IdleParameter[]>;

/** Finds the functions of a file with parameters that are used only in what `edits` remove. */
export function findFactories(module: SourceModule, functions: readonly Node[], edits: readonly TextEdit[]): Factories {
  const idle = idleBindings(module, edits);
  const factories = new Map<Node, readonly IdleParameter[]>();
  for (const node of idle.size === 0 ? [] : functions) {
    if (module.names.globals.some((use) => isUnclear(use, node))) continue;
    const parameters = (node as FunctionNode).params.flatMap((parameter, index) =>
      idleParameters({ parameter, index, idle }),
    );
    if (parameters.length > 0) factories.set(node, parameters);
  }
  return factories;
}

/** What to remove from a call of a factory. */
export function callEdits(call: CallExpression, module: SourceModule, input: CallInput): TextEdit[] {
  if (call.arguments.length === 0) return [];
  const target = functionValueOf(call.callee, module, input.graph);
  const parameters = target && input.factoriesOf(target.module).get(target.node);
  return (parameters ?? []).flatMap(({ index, key }) => {
    const given = call.arguments[index];
    if (given === undefined || call.arguments.slice(0, index + 1).some(({ type }) => type === 'SpreadElement'))
      return [];
    const found = key === undefined ? { value: given, text: 'undefined' } : propertyOf(unwrap(given), key);
    return found !== undefined && isDroppable(found.value, module, input.graph)
      ? [{ start: found.value.start ?? 0, end: found.value.end ?? 0, text: found.text }]
      : [];
  });
}

/** The context of a call. */
export interface CallInput {
  readonly graph: ModuleGraph;
  factoriesOf(module: SourceModule): Factories;
}

// --- internal ---

function isWithin({ start }: Node, edits: readonly TextEdit[]): boolean {
  const at = start ?? 0;
  return edits.some((edit) => edit.start <= at && at < edit.end);
}

/** The names that are declared outside of the removed code and used only inside it. */
function idleBindings(module: SourceModule, edits: readonly TextEdit[]): Set<Binding> {
  const isIdle = ({ isModuleLevel, declarations: [declaration, ...others], uses }: Binding): boolean =>
    !isModuleLevel &&
    declaration !== undefined &&
    others.length === 0 &&
    !isWithin(declaration, edits) &&
    uses.every(({ node }) => isWithin(node, edits));
  return new Set([...new Set(module.names.bindingOf.values())].filter(isIdle));
}

/** `arguments` and `eval` read parameters without naming them. */
function isUnclear({ node }: Use, around: Node): boolean {
  const at = node.start ?? 0;
  return /^(?:arguments|eval)$/.test(String(node.name)) && (around.start ?? 0) <= at && at < (around.end ?? 0);
}

function idleParameters({
  parameter,
  index,
  idle,
}: IdleParameter & { parameter: Node; idle: ReadonlySet<Binding> }): IdleParameter[] {
  const names = new Set([...idle].filter(({ declarations }) => declarations[0] === parameter).map(({ name }) => name));
  if (names.size === 0) return [];
  if (parameter.type === 'Identifier') return [{ index }];
  if (parameter.type !== 'ObjectPattern') return [];
  return parameter.properties.flatMap((property) => {
    if (property.type !== 'ObjectProperty' || property.value.type !== 'Identifier') return [];
    const key = nameOf(property.key, property.computed);
    return key !== undefined && names.has(property.value.name) ? [{ index, key }] : [];
  });
}

/** The property that sets a value; undefined if another, such as a spread, may set it too. */
function propertyOf(object: Node, key: string): { value: Node; text: string } | undefined {
  if (object.type !== 'ObjectExpression') return undefined;
  const isNamed = (property: Node): boolean => 'key' in property && nameOf(property.key as Node) === key;
  const [property, ...others] = object.properties.filter(isNamed);
  if (property === undefined || others.length > 0 || property.type === 'SpreadElement' || property.computed)
    return undefined;
  if (property.type === 'ObjectMethod' && property.kind !== 'method') return undefined;
  const isWhole = property.type === 'ObjectMethod' || property.shorthand;
  return isWhole
    ? { value: property, text: `${JSON.stringify(key)}: undefined` }
    : { value: property.value, text: 'undefined' };
}

/** Whether an argument can be removed unevaluated: a function, a name, or a value from a package; not a definition. */
function isDroppable(given: Node, module: SourceModule, graph: ModuleGraph): boolean {
  let isDroppable = true;
  walk(given, (node) => {
    if (isFunctionNode(node)) return false;
    if (/^(?:Assignment|Update|Await|Yield)Expression$/.test(node.type)) isDroppable = false;
    if (node.type !== 'CallExpression') return;
    const value = tfnValueOf(node.callee, module, graph);
    if (value?.kind === 'word' && DEFINING_WORDS.has(value.word)) isDroppable = false;
    if (functionValueOf(node.callee, module, graph) !== undefined) isDroppable = false;
  });
  return isDroppable;
}
