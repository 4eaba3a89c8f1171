import type { Node } from '@babel/types';
import { nameOf, unwrap } from './syntax/ast.ts';
import { patternPath, requiredBy } from './imports.ts';
import type { ImportLink } from './imports.ts';
import type { ModuleGraph } from './module-graph.ts';
import type { Binding } from './syntax/scopes.ts';
import { linkOf } from './source-module.ts';
import type { SourceModule } from './source-module.ts';

/** What an expression is, among the exports of `@tfn/core`. */
export type TfnValue =
  | { readonly kind: 'core' }
  | { readonly kind: 'tfn' }
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'module'; readonly file: string };

/** One of the user's functions, and its file. */
export interface FunctionValue {
  readonly kind: 'function';
  readonly node: Node;
  readonly module: SourceModule;
}

/** The members of `tfn` that make definitions which a workflow bundle needs. */
export const DEFINING_WORDS: ReadonlySet<string> = new Set([
  'fn',
  'declareFn',
  'workflow',
  'signal',
  'defineSignal',
  'defineQuery',
  'defineUpdate',
]);

/** The members of `tfn` that make triggers, and implementations of declared functions, which a workflow bundle never needs. */
export const TRIGGER_WORDS: ReadonlySet<string> = new Set(['http', 'cron', 'interval', 'event', 'implement']);

/** The members of `tfn` that run a program; they have no meaning inside a workflow. */
export const HOST_WORDS: ReadonlySet<string> = new Set(['client', 'worker', 'testEnv']);

/** What an expression is, followed through imports, aliases, destructuring and the user's modules; never decided by its text alone. */
export function tfnValueOf(expression: Node, module: SourceModule, graph: ModuleGraph): TfnValue | undefined {
  const value = evaluate(expression, { module, graph, depth: 0 });
  return value?.kind === 'function' ? undefined : value;
}

/** The user's function that an expression refers to, followed in the same way. */
export function functionValueOf(expression: Node, module: SourceModule, graph: ModuleGraph): FunctionValue | undefined {
  const value = evaluate(expression, { module, graph, depth: 0 });
  return value?.kind === 'function' ? value : undefined;
}

// --- internal ---

type Value = TfnValue | FunctionValue;

/** The location of an expression, and how many steps led to it. */
interface Step {
  readonly module: SourceModule;
  readonly graph: ModuleGraph;
  readonly depth: number;
}

/** More steps than any real program needs; only circular exports exceed it. */
const MAX_DEPTH = 60;

function deeper(at: Step, module: SourceModule = at.module): Step {
  return { module, graph: at.graph, depth: at.depth + 1 };
}

function evaluate(expression: Node, at: Step): Value | undefined {
  if (at.depth > MAX_DEPTH) return undefined;
  const { module } = at;
  const node = unwrap(expression);
  switch (node.type) {
    case 'Identifier': {
      const binding = module.names.bindingOf.get(node) ?? module.names.moduleBindings.get(node.name);
      return binding && valueOfBinding(binding, deeper(at));
    }
    case 'MemberExpression':
    case 'OptionalMemberExpression': {
      const key = nameOf(node.property, node.computed);
      const object = key === undefined ? undefined : evaluate(node.object, deeper(at));
      if (key === 'tfn' && object === undefined && holdsCore(module) && isBundledModule(node.object, module))
        return { kind: 'tfn' };
      return object && key !== undefined ? memberOf(object, key, deeper(at)) : undefined;
    }
    case 'CallExpression': {
      const required = requiredBy(node);
      if (required !== undefined) return valueOfLink(required, deeper(at));
      const [first] = node.arguments;
      return first && isMemberCall(node.callee, 'Object', 'freeze') ? evaluate(first, deeper(at)) : undefined;
    }
    case 'AwaitExpression': {
      const required = requiredBy(node);
      return required && valueOfLink(required, deeper(at));
    }
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'FunctionDeclaration':
      return { kind: 'function', node, module };
    case 'ObjectExpression':
      return isVocabulary(node, at) ? { kind: 'tfn' } : undefined;
    default:
      return undefined;
  }
}

/** What a module exports under a name. */
function exportOf(file: string, name: string, from: Step): Value | undefined {
  const module = from.depth > MAX_DEPTH ? undefined : from.graph.read(file);
  if (module === undefined) return undefined;
  const at = deeper(from, module);
  const target = module.exports.get(name);
  if (target === undefined) {
    for (const star of module.stars) {
      const value = valueOfLink({ specifier: star, path: [name] }, deeper(at));
      if (value !== undefined) return value;
    }
    return undefined;
  }
  if ('binding' in target) return valueOfBinding(target.binding, deeper(at));
  if ('from' in target)
    return valueOfLink({ specifier: target.from, path: target.name === '*' ? [] : [target.name] }, deeper(at));
  const { node } = target.unit;
  if (node.type === 'VariableDeclarator') {
    const binding = module.names.moduleBindings.get(name);
    return binding && valueOfBinding(binding, deeper(at));
  }
  const assignment = node.type === 'ExpressionStatement' ? unwrap(node.expression) : node;
  return evaluate(assignment.type === 'AssignmentExpression' ? assignment.right : getterValue(assignment), deeper(at));
}

function valueOfBinding(binding: Binding, at: Step): Value | undefined {
  const link = linkOf(binding);
  if (link !== undefined) return valueOfLink(link, deeper(at));
  const [declarator] = binding.declarations;
  if (declarator?.type === 'FunctionDeclaration' && binding.declarations.length === 1 && !isReassigned(binding))
    return { kind: 'function', node: declarator, module: at.module };
  if (
    binding.declarations.length !== 1 ||
    declarator?.type !== 'VariableDeclarator' ||
    !declarator.init ||
    isReassigned(binding)
  )
    return undefined;
  const path = patternPath(declarator.id, binding.name);
  let value = path && evaluate(declarator.init, deeper(at));
  for (const key of path ?? []) value = value && memberOf(value, key, deeper(at));
  return value;
}

function isReassigned(binding: Binding): boolean {
  return binding.uses.some(
    ({ node, parents: [parent] }) => parent?.type === 'AssignmentExpression' && parent.left === node,
  );
}

function valueOfLink({ specifier, path }: ImportLink, at: Step): Value | undefined {
  const resolved = at.graph.resolve(at.module.file, specifier);
  let value: Value | undefined =
    resolved.kind === 'tfn'
      ? { kind: 'core' }
      : resolved.kind === 'source'
        ? { kind: 'module', file: resolved.file }
        : undefined;
  for (const key of path) value = value && memberOf(value, key, deeper(at));
  return value;
}

function memberOf(value: Value, key: string, at: Step): Value | undefined {
  switch (value.kind) {
    case 'core':
      return key === 'tfn' ? { kind: 'tfn' } : key === 'default' ? value : undefined;
    case 'tfn':
      return { kind: 'word', word: key };
    case 'word':
    case 'function':
      return undefined;
    case 'module':
      return (
        exportOf(value.file, key, at) ?? (key === 'default' && !hasDefault(value.file, at.graph) ? value : undefined)
      );
  }
}

function hasDefault(file: string, graph: ModuleGraph): boolean {
  return graph.read(file)?.exports.has('default') ?? false;
}

function isMemberCall(callee: Node, object: string, member: string): boolean {
  return (
    callee.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    callee.object.name === object &&
    nameOf(callee.property) === member
  );
}

/** Whether an object extends `tfn`, as in `{ ...tfn, more }`, or is core's own object in a program bundled into one file. */
function isVocabulary(node: Node, at: Step): boolean {
  if (node.type !== 'ObjectExpression') return false;
  const keys = new Set<string>();
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      if (evaluate(property.argument, deeper(at))?.kind === 'tfn') return true;
    } else {
      const key = nameOf(property.key, 'computed' in property && property.computed);
      if (key !== undefined) keys.add(key);
    }
  }
  return CORE_WORDS.every((word) => keys.has(word));
}

const CORE_WORDS = [...DEFINING_WORDS, ...TRIGGER_WORDS];

const coreHolders = new WeakMap<SourceModule, boolean>();

/** Whether a file contains core's own code, as a program bundled into one file does. */
function holdsCore(module: SourceModule): boolean {
  const known = coreHolders.get(module);
  if (known !== undefined) return known;
  const holds = CORE_WORDS.every((word) => module.text.includes(word)) && module.text.includes('@tfn/registry');
  coreHolders.set(module, holds);
  return holds;
}

/** Whether an expression is a module bundled into the same file: `require_dist()`, or a name for it. */
function isBundledModule(expression: Node, module: SourceModule): boolean {
  const node = unwrap(expression);
  if (node.type === 'CallExpression') {
    const callee = unwrap(node.callee);
    const name = nameOf(callee) ?? '';
    if (name.startsWith('require_') || name.startsWith('__commonJS')) return true;
    return (
      /^__to(?:ESM|CommonJS)$/.test(name) &&
      node.arguments[0] !== undefined &&
      isBundledModule(node.arguments[0], module)
    );
  }
  const binding = node.type === 'Identifier' ? module.names.bindingOf.get(node) : undefined;
  const [declarator] = binding?.declarations ?? [];
  return (
    declarator?.type === 'VariableDeclarator' &&
    Boolean(declarator.init) &&
    isBundledModule(declarator.init as Node, module)
  );
}

/** What the getter of `Object.defineProperty(exports, 'name', { get })` returns. */
function getterValue(node: Node): Node {
  const descriptor = node.type === 'CallExpression' ? node.arguments[2] : undefined;
  if (descriptor?.type !== 'ObjectExpression') return node;
  for (const property of descriptor.properties) {
    const getter = property.type === 'ObjectProperty' ? property.value : property;
    if (!('body' in getter)) continue;
    const [statement] = getter.body.type === 'BlockStatement' ? getter.body.body : [];
    if (statement?.type === 'ReturnStatement' && statement.argument) return statement.argument;
  }
  return node;
}
