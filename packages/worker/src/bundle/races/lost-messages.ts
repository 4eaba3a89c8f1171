/** Warns of races in workflow code that lose a message when another promise wins. */
import type { Function as FunctionNode, NewExpression, Node } from '@babel/types';
import type { Place } from '../check/original-places.ts';
import { frameOf } from '../../shared/code-frame.ts';
import type { ModuleGraph } from '../prune/module-graph.ts';
import { isFunctionNode, walk } from '../prune/syntax/ast.ts';
import type { SourceModule } from '../prune/source-module.ts';
import { combinatorOf, createAsyncWaits, isGlobalPromise, subclassMethodOf, WAIT } from './async-waits.ts';
import type { AsyncWaits, Expression } from './async-waits.ts';

/** A race, and the wait that it hides. */
export interface LostMessage {
  /** `Promise.race` and the like. */
  readonly race: string;
  readonly place: Place;
  /** The line of code. */
  readonly line: string;
  readonly wait: Place;
}

/** The user's files of a bundle. */
export interface RaceInput {
  readonly files: readonly string[];
  readonly graph: ModuleGraph;
  /** Whether pruning has removed what begins at an offset of a file. */
  isGone(file: string, at: number): boolean;
}

/** Finds the races. Costs next to nothing for files without any. */
export function findLostMessages({ files, graph, isGone }: RaceInput): LostMessage[] {
  const modules = files.map((file) => graph.read(file)).filter((module) => module !== undefined);
  if (!modules.some(({ text }) => text.includes(WAIT))) return [];
  const waits = createAsyncWaits(files, graph);
  return modules
    .filter(({ text }) => RACES.test(text))
    .flatMap((module) => {
      const found: LostMessage[] = [];
      walk(module.program, (node) => {
        if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return;
        const race = isGone(module.file, node.start ?? 0) ? undefined : raceOf(node, module, waits);
        if (race !== undefined) found.push(toLostMessage({ node, module }, race));
      });
      return found;
    });
}

/** Says what is lost, where, and what to write instead. */
export function describeLostMessage(
  { race, place, line, wait }: LostMessage,
  { shown, placeOf }: { shown(file: string): string; placeOf(place: Place): Place },
): string {
  const at = placeOf(place);
  const waitsAt = placeOf(wait);
  const isCompiled = at !== place;
  return (
    `${shown(at.file)}:${at.line}:${at.column}: ${race} loses a message: the wait at ${shown(waitsAt.file)}:${waitsAt.line} is inside ` +
    `another promise, which takes its message even if something else wins the race.${frameOf(line, isCompiled ? undefined : at.column - 1)} ` +
    `Race the wait itself, and do the rest with its result: ` +
    `const { key, value } = await ctx.race({ approved: ctx.waitForSignal('approved'), timeout: ctx.sleep('1h') });`
  );
}

// --- internal ---

const RACES = /\.\s*(?:race|any)\s*\(|\bnew\s+Promise\b/;

interface Race {
  readonly name: string;
  readonly wait: Expression;
}

function raceOf(node: Node, module: SourceModule, waits: AsyncWaits): Race | undefined {
  if (node.type === 'NewExpression') {
    const wait = isGlobalPromise(node.callee, module) ? handMade(node, module, waits) : undefined;
    return wait && { name: 'new Promise', wait };
  }
  const subclassMethod = subclassMethodOf(node, module);
  const name = subclassMethod ?? combinatorOf(node, module);
  if (node.type !== 'CallExpression' || (name !== 'race' && name !== 'any')) return undefined;
  const [list] = node.arguments;
  const isWrapped = subclassMethod !== undefined;
  const wait = list && waits.hiddenIn({ node: list, module }, { isList: true, isWrapped });
  return wait && { name: isWrapped ? `${name} of a subclass of Promise` : `Promise.${name}`, wait };
}

/** A promise that a wait and something else settle, each in a statement of its own, or several waits in a loop. */
function handMade(
  { arguments: [executor] }: NewExpression,
  module: SourceModule,
  waits: AsyncWaits,
): Expression | undefined {
  if (executor === undefined || !isFunctionNode(executor)) return undefined;
  const wait = waits.inBodyOf({ node: executor, module });
  const { params, body } = executor as FunctionNode;
  if (wait === undefined || body.type !== 'BlockStatement') return undefined;
  const settlers = new Set<Node>(params);
  const uses = [...new Set(module.names.bindingOf.values())]
    .filter(({ declarations: [declared] }) => declared !== undefined && settlers.has(declared))
    .flatMap((binding) => binding.uses);
  const statements = body.body.filter((statement) => uses.some(({ node }) => isInside(node, statement)));
  const isRepeated = uses.some(({ parents }) =>
    parents.some((parent) => isInside(parent, body) && (REPEATS.test(parent.type) || isForEach(parent))),
  );
  return statements.length > 1 || isRepeated ? wait : undefined;
}

const REPEATS = /^(?:For|While|DoWhile)/;

function isForEach(node: Node): boolean {
  return (
    node.type === 'CallExpression' &&
    node.callee.type === 'MemberExpression' &&
    node.callee.property.type === 'Identifier' &&
    /^(?:forEach|map)$/.test(node.callee.property.name)
  );
}

function isInside(node: Node, outer: Node): boolean {
  return (outer.start ?? 0) <= (node.start ?? 0) && (node.end ?? 0) <= (outer.end ?? 0);
}

function toLostMessage({ node, module }: Expression, { name, wait }: Race): LostMessage {
  const place = placeIn(module, node);
  return {
    race: name,
    place,
    line: module.text.split('\n')[place.line - 1] ?? '',
    wait: placeIn(wait.module, wait.node),
  };
}

function placeIn({ file }: SourceModule, { loc }: Node): Place {
  const { line = 1, column = 0 } = loc?.start ?? {};
  return { file, line, column: column + 1 };
}
