/**
 * Finds the promises that hide a wait for a signal: those of async functions that await `ctx.waitForSignal` inside. Such a function has
 * taken its message by the time that its promise settles, so a race that another promise wins loses the message. A wait that is raced
 * itself is safe: it takes a message only if it wins.
 */
import type { CallExpression, Function as FunctionNode, Node } from '@babel/types';
import { childrenOf, isFunctionNode, nameOf, unwrap, walk } from '../prune/syntax/ast.ts';
import type { ModuleGraph } from '../prune/module-graph.ts';
import type { SourceModule } from '../prune/source-module.ts';
import { functionValueOf } from '../prune/tfn-values.ts';

/** An expression of a user's file. */
export interface Expression {
  readonly node: Node;
  readonly module: SourceModule;
}

/** Looks into the user's functions, in all of their files. */
export interface AsyncWaits {
  /** The wait that a promise hides. */
  hiddenIn(expression: Expression, how?: HiddenIn): Expression | undefined;
  /** A wait in the code that runs when a function is called. */
  inBodyOf(fn: Expression): Expression | undefined;
}

/** What is looked at. */
export interface HiddenIn {
  /** The elements of a list of promises. */
  readonly isList?: boolean;
  /** A promise that is wrapped in another one: a wait is hidden even if it is the promise itself. */
  readonly isWrapped?: boolean;
}

/** Creates it for the given files. */
export function createAsyncWaits(files: Iterable<string>, graph: ModuleGraph): AsyncWaits {
  const search = new Search(files, graph);
  return {
    hiddenIn: (expression, how = {}) => search.hiddenIn(expression, { isList: false, ...how, depth: 0 }),
    inBodyOf: (fn) => search.inBodyOf(fn, new Set()),
  };
}

/** Whether a call is `ctx.waitForSignal(…)`. */
function isWait(node: Node): boolean {
  return node.type === 'CallExpression' && calledName(node) === WAIT;
}

/** The combinator that a call is, as in `Promise.race`. */
export function combinatorOf(node: Node, module: SourceModule): string | undefined {
  if (node.type !== 'CallExpression') return undefined;
  const callee = unwrap(node.callee);
  if (callee.type !== 'MemberExpression' || !isGlobalPromise(callee.object, module)) return undefined;
  return nameOf(callee.property, callee.computed);
}

/** Whether an expression is the global `Promise`. */
export function isGlobalPromise(node: Node, { names }: SourceModule): boolean {
  return node.type === 'Identifier' && node.name === 'Promise' && names.bindingOf.get(node) === undefined;
}

/** The combinator or `resolve` of a subclass of Promise that a call is, whose promises wrap those that they get. */
export function subclassMethodOf(node: Node, module: SourceModule): string | undefined {
  if (node.type !== 'CallExpression') return undefined;
  const callee = unwrap(node.callee);
  if (callee.type !== 'MemberExpression' || isGlobalPromise(callee.object, module)) return undefined;
  return isPromiseClass(callee.object, module) ? nameOf(callee.property, callee.computed) : undefined;
}

/** The text that files with waits contain. */
export const WAIT = 'waitForSignal';

// --- internal ---

interface At extends HiddenIn {
  readonly isList: boolean;
  readonly depth: number;
}

/** Whether an expression is the global `Promise`, or a class of its module that extends it. */
function isPromiseClass(node: Node | null | undefined, module: SourceModule): boolean {
  if (!node) return false;
  if (isGlobalPromise(node, module)) return true;
  const [declared] = module.names.bindingOf.get(node)?.declarations ?? [];
  const value = declared?.type === 'VariableDeclarator' ? declared.init : declared;
  return (
    (value?.type === 'ClassDeclaration' || value?.type === 'ClassExpression') &&
    isPromiseClass(value.superClass, module)
  );
}

/** Only endless recursion exceeds it. */
const MAX_DEPTH = 20;

/** What registers a function that runs for each message, and not now. */
const HANDLERS: ReadonlySet<string> = new Set(['onSignal', 'onQuery', 'onUpdate', 'setHandler']);

/** Methods of promises, lists and handles, which are never methods of the user's. */
const KNOWN_METHODS: ReadonlySet<string> = new Set([
  ...['then', 'catch', 'finally', 'result'],
  ...['map', 'filter', 'forEach', 'concat', 'slice'],
]);

class Search {
  readonly #files: Iterable<string>;
  readonly #graph: ModuleGraph;
  #methods: Map<string, Expression[]> | undefined;

  constructor(files: Iterable<string>, graph: ModuleGraph) {
    this.#files = files;
    this.#graph = graph;
  }

  hiddenIn({ node: given, module }: Expression, at: At): Expression | undefined {
    const { isList, depth } = at;
    if (depth > MAX_DEPTH) return undefined;
    const node = unwrap(given);
    const next = (inner: Node | null | undefined, list = false): Expression | undefined =>
      inner ? this.hiddenIn({ node: inner, module }, { ...at, isList: list, depth: depth + 1 }) : undefined;
    switch (node.type) {
      case 'ArrayExpression':
        return isList
          ? firstOf(node.elements, (one) => (one?.type === 'SpreadElement' ? next(one.argument, true) : next(one)))
          : undefined;
      case 'ConditionalExpression':
        return next(node.consequent, isList) ?? next(node.alternate, isList);
      case 'LogicalExpression':
        return next(node.left, isList) ?? next(node.right, isList);
      case 'Identifier':
        return next(this.#onlyValueOf(node, module), isList);
      case 'CallExpression':
        return this.#hiddenInCall(node, module, at);
      case 'NewExpression': {
        const executor = isPromiseClass(node.callee, module) ? node.arguments[0] : undefined;
        return executor && isFunctionNode(executor) ? this.inBodyOf({ node: executor, module }, new Set()) : undefined;
      }
      case 'ObjectExpression':
        // Code calls the `then` of whatever it awaits.
        return firstOf(node.properties, (property) => {
          const method = methodOf(property);
          return method?.name === 'then' ? this.inBodyOf({ node: method.node, module }, new Set()) : undefined;
        });
      default:
        return undefined;
    }
  }

  /** A wait in code that runs when a function is called, directly or in the functions that it calls. */
  inBodyOf({ node: fn, module }: Expression, seen: Set<Node>): Expression | undefined {
    if (seen.has(fn)) return undefined;
    seen.add(fn);
    let found: Expression | undefined;
    const look = (node: Node): boolean => {
      if (found !== undefined) return false;
      if (isFunctionNode(node)) return false;
      if (node.type !== 'CallExpression') return true;
      if (isWait(node)) found = { node, module };
      else if (!HANDLERS.has(calledName(node) ?? '')) {
        const inner = [unwrap(node.callee), ...node.arguments.map((one) => unwrap(one))].filter(isFunctionNode);
        const called = inner.length > 0 ? [] : this.#functionsCalledBy(node, module);
        for (const each of [...inner.map((one) => ({ node: one, module })), ...called])
          found ??= this.inBodyOf(each, seen);
      }
      return found === undefined;
    };
    for (const child of childrenOf(fn)) walk(child, look);
    return found;
  }

  #hiddenInCall(
    call: CallExpression,
    module: SourceModule,
    { isList, isWrapped = false, depth }: At,
  ): Expression | undefined {
    if (isWait(call)) return isWrapped ? { node: call, module } : undefined;
    if (HANDLERS.has(calledName(call) ?? '')) return undefined;
    const at = { isList: false, isWrapped, depth: depth + 1 };
    const method = subclassMethodOf(call, module);
    if (method !== undefined) {
      const [argument] = call.arguments;
      const wrapped = { isList: method !== 'resolve', isWrapped: true, depth: depth + 1 };
      return argument && this.hiddenIn({ node: argument, module }, wrapped);
    }
    const combinator = combinatorOf(call, module);
    if (combinator !== undefined)
      return combinator === 'race' || combinator === 'any' ? undefined : this.#hiddenInGroup(call, module, at);
    const callee = unwrap(call.callee);
    const inline = [callee, ...call.arguments.map((one) => unwrap(one))].filter(isFunctionNode);
    const called = inline.length > 0 ? inline.map((node) => ({ node, module })) : this.#functionsCalledBy(call, module);
    const found = firstOf(called, (fn) => this.#hiddenInResult(fn, at));
    if (found !== undefined || callee.type !== 'MemberExpression') return found;
    // What `.then` and the like call, and the promise that they follow.
    const callbacks = isChain(callee) ? call.arguments : [];
    return (
      firstOf(callbacks, (one) => {
        const fn = isFunctionNode(one) ? { node: one, module } : functionValueOf(one, module, this.#graph);
        return fn && this.inBodyOf(fn, new Set());
      }) ?? (isChain(callee) || isList ? this.hiddenIn({ node: callee.object, module }, { ...at, isList }) : undefined)
    );
  }

  /** A race inside a race is looked at by itself. `Promise.all` has taken one message while it waits for another. */
  #hiddenInGroup(call: CallExpression, module: SourceModule, at: At): Expression | undefined {
    const [given] = call.arguments;
    if (given === undefined) return undefined;
    const list = unwrap(given);
    const found = this.hiddenIn({ node: list, module }, { ...at, isList: true });
    if (found !== undefined || list.type !== 'ArrayExpression' || list.elements.length < 2) return found;
    const wait = list.elements.find((one) => one && isWait(unwrap(one)));
    return wait ? { node: unwrap(wait), module } : undefined;
  }

  /** An async function hides the waits of its body; any other function only what it returns. */
  #hiddenInResult(fn: Expression, { depth }: At): Expression | undefined {
    const node = fn.node as FunctionNode;
    if (node.async || node.generator) return this.inBodyOf(fn, new Set());
    const returned: Node[] = [];
    if (node.body.type === 'BlockStatement')
      walk(node.body, (inner) => {
        if (isFunctionNode(inner)) return false;
        if (inner.type === 'ReturnStatement' && inner.argument) returned.push(inner.argument);
        return true;
      });
    else returned.push(node.body);
    return firstOf(returned, (one) =>
      this.hiddenIn({ node: one, module: fn.module }, { isList: one.type === 'ArrayExpression', depth: depth + 1 }),
    );
  }

  /** The user's functions that a call may call. A method is found by its name, in all of the user's files. */
  #functionsCalledBy(call: CallExpression, module: SourceModule): readonly Expression[] {
    const fn = functionValueOf(call.callee, module, this.#graph);
    if (fn !== undefined) return [fn];
    const callee = unwrap(call.callee);
    if (callee.type !== 'MemberExpression' || isContext(callee.object, module)) return [];
    const name = keyOf(callee.property, callee.computed);
    if (name === undefined || KNOWN_METHODS.has(name)) return [];
    this.#methods ??= this.#findMethods();
    return this.#methods.get(name) ?? [];
  }

  #findMethods(): Map<string, Expression[]> {
    const methods = new Map<string, Expression[]>();
    for (const file of this.#files) {
      const module = this.#graph.read(file);
      if (module === undefined || !module.text.includes(WAIT)) continue;
      walk(module.program, (node) => {
        const method = methodOf(node);
        if (method !== undefined)
          methods.set(method.name, [...(methods.get(method.name) ?? []), { ...method, module }]);
      });
    }
    return methods;
  }

  /** The value of a local name that only this place uses: a promise that is used elsewhere may be awaited there. */
  #onlyValueOf(name: Node, { names }: SourceModule): Node | undefined {
    const binding = names.bindingOf.get(name);
    const [declarator, ...others] = binding?.declarations ?? [];
    if (binding?.uses.length !== 1 || others.length > 0 || declarator?.type !== 'VariableDeclarator') return undefined;
    const isKept = binding.uses[0]?.parents.some(
      (parent) => /^(?:For|While|DoWhile)/.test(parent.type) && !isInside(declarator, parent),
    );
    return isKept || declarator.id.type !== 'Identifier' ? undefined : (declarator.init ?? undefined);
  }
}

function methodOf(node: Node): { name: string; node: Node } | undefined {
  if (node.type === 'ClassMethod' || node.type === 'ObjectMethod' || node.type === 'ClassPrivateMethod') {
    const name = keyOf(node.key, 'computed' in node && node.computed);
    return name === undefined || name === 'constructor' ? undefined : { name, node };
  }
  if (node.type !== 'ClassProperty' && node.type !== 'ClassPrivateProperty' && node.type !== 'ObjectProperty')
    return undefined;
  const name = keyOf(node.key, 'computed' in node && node.computed);
  return name !== undefined && node.value && isFunctionNode(node.value) ? { name, node: node.value } : undefined;
}

/** The name of a member, also of a private one. */
function keyOf(key: Node, computed = false): string | undefined {
  return key.type === 'PrivateName' ? `#${key.id.name}` : nameOf(key, computed);
}

/** Whether it is the first parameter of a function, as the workflow context is. */
function isContext(node: Node, { names }: SourceModule): boolean {
  const binding = names.bindingOf.get(node);
  const [parameter] = binding?.declarations ?? [];
  const use = binding?.uses.find((one) => one.node === node);
  return (
    use?.parents.some((parent) => isFunctionNode(parent) && (parent as FunctionNode).params[0] === parameter) ?? false
  );
}

function calledName({ callee: given }: CallExpression): string | undefined {
  const callee = unwrap(given);
  return callee.type === 'MemberExpression' ? nameOf(callee.property, callee.computed) : nameOf(callee);
}

function isChain(callee: Extract<Node, { type: 'MemberExpression' }>): boolean {
  return /^(?:then|catch|finally)$/.test(nameOf(callee.property, callee.computed) ?? '');
}

function isInside(node: Node, outer: Node): boolean {
  return (outer.start ?? 0) <= (node.start ?? 0) && (node.end ?? 0) <= (outer.end ?? 0);
}

function firstOf<TItem, TFound>(
  items: readonly TItem[],
  find: (item: TItem) => TFound | undefined,
): TFound | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
