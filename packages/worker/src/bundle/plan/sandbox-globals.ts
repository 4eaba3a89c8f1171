import type { Node } from '@babel/types';
import { nameOf, unwrap, walk } from '../prune/syntax/ast.ts';
import { readModule } from '../prune/source-module.ts';
import type { SourceModule } from '../prune/source-module.ts';
import { decidingVariable } from './deciding-variables.ts';
import { applyEdits } from '../prune/syntax/text-edits.ts';
import type { TextEdit } from '../prune/syntax/text-edits.ts';

/** A user's pruned file, adapted to the sandbox. */
export interface InspectedFile {
  readonly text: string;
  /** Its uses of what Temporal cannot make deterministic. */
  readonly warnings: readonly SandboxWarning[];
}

/** A use of something nondeterministic, with its location in the file; lines and columns count from 1. */
export interface SandboxWarning {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/**
 * Imports stubs for the globals that Node has and the sandbox lacks, so that using one in a workflow throws a helpful error. Warns of
 * such globals, and of calls whose results depend on the machine.
 */
export function inspectGlobals(file: string, text: string, mode: string): InspectedFile {
  const module = MENTIONS.test(text) ? readModule(file, text) : undefined;
  if (module === undefined) return { text, warnings: [] };
  const warnings: Warning[] = [];
  const imports = new Set<string>();
  const edits: TextEdit[] = [];
  for (const { node, parents } of module.names.globals) {
    const known = GLOBALS[node.name];
    if (known === undefined || !Object.hasOwn(GLOBALS, node.name) || isTypeofOnly(parents[0])) continue;
    if (node.name === 'process' && isMode(parents)) {
      edits.push({ start: node.start ?? 0, end: parents[1]?.end ?? 0, text: JSON.stringify(mode) });
      continue;
    }
    const decides = node.name === 'process' && decidingVariable(node, parents);
    if (decides) edits.push({ ...decides, text: `\`\${${text.slice(decides.start, decides.end)}}\`` });
    if (known.from !== undefined) imports.add(node.name);
    warnings.push({ node, what: `'${node.name}' in workflow code`, advice: known.advice });
  }
  walk(module.program, (node) => void warnings.push(...localeWarnings(node)));
  return {
    text: addImports(applyEdits(text, edits), module, imports),
    warnings: warnings.map(toSandboxWarning),
  };
}

// --- internal ---

interface Warning {
  readonly node: Node;
  readonly what: string;
  readonly advice: string;
}

interface SandboxGlobal {
  /** The module whose stub replaces it; undefined when the sandbox has it. */
  readonly from?: string;
  readonly advice: string;
}

const NETWORK = 'requests belong in a function (tfn.fn), called with ctx.run()';
const TIMERS = 'use ctx.sleep()';

const GLOBALS: Readonly<Record<string, SandboxGlobal>> = {
  fetch: { from: 'node:fetch', advice: NETWORK },
  XMLHttpRequest: { from: 'node:XMLHttpRequest', advice: NETWORK },
  WebSocket: { from: 'node:WebSocket', advice: NETWORK },
  process: { from: 'node:process', advice: 'read it in a function (tfn.fn), or pass it to the workflow as input' },
  Buffer: { from: 'node:buffer', advice: 'use Uint8Array and TextEncoder, or a function (tfn.fn)' },
  performance: { from: 'node:perf_hooks', advice: 'use ctx.now()' },
  setImmediate: { from: 'node:timers', advice: TIMERS },
  clearImmediate: { from: 'node:timers', advice: TIMERS },
  setInterval: { from: 'node:timers', advice: `${TIMERS} in a loop` },
  clearInterval: { from: 'node:timers', advice: `${TIMERS} in a loop` },
  __dirname: { from: 'node:__dirname', advice: 'files belong in a function (tfn.fn)' },
  __filename: { from: 'node:__filename', advice: 'files belong in a function (tfn.fn)' },
  crypto: { advice: 'use ctx.uuid() or ctx.random(); here its values are deterministic, and not secret' },
};

const MENTIONS = new RegExp(`\\b(?:${Object.keys(GLOBALS).join('|')}|Intl|toLocale\\w*|getTimezoneOffset|unref)\\b`);

/** `typeof process` needs no stub: the sandbox has none. */
function isTypeofOnly(parent: Node | undefined): boolean {
  return parent?.type === 'UnaryExpression' && parent.operator === 'typeof';
}

/** Whether it is `process.env.NODE_ENV`, which is known when the bundle is made. */
function isMode([env, mode]: readonly Node[]): boolean {
  return (
    env?.type === 'MemberExpression' &&
    nameOf(env.property, env.computed) === 'env' &&
    mode?.type === 'MemberExpression' &&
    nameOf(mode.property, mode.computed) === 'NODE_ENV'
  );
}

function localeWarnings(node: Node): Warning[] {
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression' && node.type !== 'OptionalCallExpression')
    return [];
  const { callee } = node;
  if (callee.type !== 'MemberExpression' && callee.type !== 'OptionalMemberExpression') return [];
  const name = nameOf(callee.property, callee.computed) ?? '';
  const isIntl = callee.object.type === 'Identifier' && callee.object.name === 'Intl';
  const advice = 'pass the locale, and for dates the time zone: the defaults depend on the machine';
  if ((isIntl || /^toLocale(?:Date|Time|Upper|Lower)?\w*$/.test(name)) && node.arguments.length === 0) {
    return [{ node, what: `'${isIntl ? 'Intl.' : ''}${name}()' without a locale`, advice }];
  }
  if (isIntl && name === 'DateTimeFormat' && node.arguments[1] === undefined)
    return [{ node, what: "'Intl.DateTimeFormat' without a time zone", advice }];
  if (name === 'getTimezoneOffset')
    return [{ node, what: "'getTimezoneOffset()'", advice: 'it depends on the machine: compute in UTC' }];
  const object = unwrap(callee.object);
  const timer = object.type === 'CallExpression' ? nameOf(object.callee) : undefined;
  if (name === 'unref' && timer === 'setTimeout')
    return [{ node, what: "'setTimeout(…).unref()'", advice: 'workflow timers have no unref(); remove the call' }];
  return [];
}

function toSandboxWarning({ node, what, advice }: Warning): SandboxWarning {
  const { line = 1, column = 0 } = node.loc?.start ?? {};
  return { line, column: column + 1, text: `${what}: ${advice}.` };
}

/** Adds the imports to the first line, so that line numbers do not change. */
function addImports(text: string, module: SourceModule, names: ReadonlySet<string>): string {
  if (names.size === 0) return text;
  const lines = Array.from(names, (name) => {
    const from = GLOBALS[name]?.from ?? '';
    const isWhole = from === `node:${name}`;
    if (module.program.sourceType === 'module') return `import ${isWhole ? name : `{ ${name} }`} from '${from}';`;
    return `const ${isWhole ? name : `{ ${name} }`} = require('${from}');`;
  });
  return `${lines.join(' ')} ${text}`;
}
