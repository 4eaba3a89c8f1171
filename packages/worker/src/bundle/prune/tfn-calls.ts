import type { CallExpression, Node } from '@babel/types';
import { isFunctionNode, nameOf, unwrap, walk } from './syntax/ast.ts';
import { callEdits, findFactories } from './factories.ts';
import type { Factories } from './factories.ts';
import type { ModuleGraph } from './module-graph.ts';
import type { SourceModule, Unit } from './source-module.ts';
import type { TextEdit } from './syntax/text-edits.ts';
import { DEFINING_WORDS, HOST_WORDS, TRIGGER_WORDS, tfnValueOf } from './tfn-values.ts';

/** The calls of `tfn` in one file, and what to remove from them. */
export interface TfnCalls {
  /** Remove function bodies, schemas and triggers. */
  readonly edits: readonly TextEdit[];
  /** Statements that consist of a trigger alone. */
  readonly triggers: ReadonlySet<Node>;
}

/** Finds a file's calls of `tfn.fn`, `tfn.workflow`, triggers, and the user's own functions around `tfn.fn`. */
export function findTfnCalls(module: SourceModule, graph: ModuleGraph): TfnCalls {
  return callsIn(module, graph);
}

/** How a unit uses `tfn`. */
export interface TfnUses {
  /** Calls something that makes a definition when it is loaded. */
  readonly defines: boolean;
  /** Runs the program when it is loaded: creates a client, a worker or a test environment. */
  readonly hosts: boolean;
  /** Makes a definition if it, or a function in it, is called or passed on. */
  readonly mayDefine: boolean;
  /** Runs the program if a function in it is called. */
  readonly mayHost: boolean;
}

/** Determines how a unit uses `tfn`. */
export function tfnUsesOf(unit: Unit, module: SourceModule, graph: ModuleGraph): TfnUses {
  const uses = { defines: false, hosts: false, mayDefine: false, mayHost: false };
  if (unit.kind === 'import' || unit.kind === 'reexport') return uses;
  for (const { onLoad, target } of unit.uses) {
    const top = 'use' in target ? outermostMember(target.use.node, target.use.parents) : undefined;
    const value = top && tfnValueOf(top.node, module, graph);
    if (top === undefined || value === undefined || value.kind === 'module') continue;
    const word = value.kind === 'word' ? value.word : '';
    const isCall = top.parent?.type === 'CallExpression' && top.parent.callee === top.node;
    if (HOST_WORDS.has(word)) uses[isCall && onLoad ? 'hosts' : 'mayHost'] = true;
    else if (isCall && onLoad) uses.defines ||= DEFINING_WORDS.has(word);
    else if (!TRIGGER_WORDS.has(word) && !isAlias(top.parent)) uses.mayDefine = true;
  }
  return uses;
}

// --- internal ---

interface FoundCalls extends TfnCalls {
  readonly factories: Factories;
}

const foundIn = new WeakMap<ModuleGraph, Map<SourceModule, FoundCalls>>();

function callsIn(module: SourceModule, graph: ModuleGraph): FoundCalls {
  const known = foundIn.get(graph) ?? new Map<SourceModule, FoundCalls>();
  foundIn.set(graph, known);
  let found = known.get(module);
  if (found === undefined) {
    // Until it is complete, files in an import cycle with this one see it without factories.
    known.set(module, { edits: [], triggers: new Set(), factories: new Map() });
    known.set(module, (found = find(module, graph)));
  }
  return found;
}

function find(module: SourceModule, graph: ModuleGraph): FoundCalls {
  const definitions: TextEdit[] = [];
  const triggerEdits: TextEdit[] = [];
  const triggers = new Set<Node>();
  const functions: Node[] = [];
  const others: CallExpression[] = [];
  walk(module.program, (node) => {
    if (node.type === 'ExpressionStatement') {
      const call = unwrap(node.expression);
      if (call.type === 'CallExpression' && TRIGGER_WORDS.has(wordOf(call, module, graph) ?? '')) triggers.add(node);
    }
    if (isFunctionNode(node)) functions.push(node);
    if (node.type !== 'CallExpression') return;
    const word = wordOf(node, module, graph);
    if (word === undefined) others.push(node);
    else if (TRIGGER_WORDS.has(word)) triggerEdits.push(replace(node, 'void 0'));
    else if (word === 'fn' || word === 'workflow' || word === 'declareFn')
      definitions.push(...definitionEdits(node, word));
  });
  let factories = findFactories(module, functions, definitions);
  // A factory may call another.
  for (let count = -1; count !== definitions.length;) {
    count = definitions.length;
    const factoriesOf = (other: SourceModule): Factories =>
      other === module ? factories : callsIn(other, graph).factories;
    const found = others.flatMap((call) => callEdits(call, module, { graph, factoriesOf }));
    const starts = new Set(definitions.map(({ start }) => start));
    definitions.push(...found.filter(({ start }) => !starts.has(start)));
    if (definitions.length > count) factories = findFactories(module, functions, definitions);
  }
  return { edits: [...definitions, ...triggerEdits], triggers, factories };
}

/** The member of `tfn` that a call calls; resolved only if the call has a matching shape. */
function wordOf(call: CallExpression, module: SourceModule, graph: ModuleGraph): string | undefined {
  const callee = unwrap(call.callee);
  const key = callee.type === 'MemberExpression' ? nameOf(callee.property, callee.computed) : undefined;
  if (callee.type === 'MemberExpression' ? !isWord(key) : callee.type !== 'Identifier' || call.arguments.length < 2)
    return undefined;
  const value = tfnValueOf(callee, module, graph);
  return value?.kind === 'word' ? value.word : undefined;
}

function isWord(key = ''): boolean {
  return key === 'fn' || key === 'workflow' || key === 'declareFn' || TRIGGER_WORDS.has(key);
}

function definitionEdits(call: CallExpression, word: string): TextEdit[] {
  const [name, second, third] = call.arguments;
  const [handler, options] = word === 'declareFn' ? [name, second] : [second, third];
  if (!handler || name?.type === 'SpreadElement' || handler.type === 'SpreadElement') return [];
  const edits = word === 'fn' ? [replace(handler, 'undefined')] : [];
  const bag = options && unwrap(options);
  if (bag?.type !== 'ObjectExpression') return edits;
  for (const property of bag.properties) {
    if (property.type !== 'ObjectProperty') continue;
    const key = nameOf(property.key, property.computed);
    if (key !== 'input' && key !== 'output') continue;
    // A workflow has to know that it has a schema, which its worker applies.
    const value = word === 'workflow' ? 'true' : 'undefined';
    edits.push(property.shorthand ? replace(property, `${key}: ${value}`) : replace(property.value, value));
  }
  return edits;
}

function replace(node: Node, text: string): TextEdit {
  return { start: node.start ?? 0, end: node.end ?? 0, text };
}

/** `core.tfn.fn` for the use of `core` in it. */
function outermostMember(node: Node, parents: readonly Node[]): { node: Node; parent: Node | undefined } {
  let top = node;
  let index = 0;
  for (; index < parents.length; index++) {
    const parent = parents[index] as Node;
    if (parent.type === 'MemberExpression' && parent.object === top && !parent.computed) top = parent;
    else if (unwrap(parent) === unwrap(top)) top = parent;
    else break;
  }
  return { node: top, parent: parents[index] };
}

/** Whether it is an alias, as in `const { fn } = tfn`: uses of the new name are found where they are. */
function isAlias(parent: Node | undefined): boolean {
  return parent?.type === 'VariableDeclarator' || parent?.type === 'ExportSpecifier';
}
