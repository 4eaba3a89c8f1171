/**
 * What is the same in every bundle (Temporal's workflow packages, core, our own code for the sandbox), linked into one module
 * that the SDK's bundler takes as it is: looking at each of its 130 files takes webpack longer than all the rest.
 */
import type { BundlePlan } from '../plan/bundle-plan.ts';
import type { Virtual } from '../plan/virtual-modules.ts';
import { followModules, keyOf } from './linked-modules.ts';
import { LOAD, toModuleTable } from './module-table.ts';
import type { ModuleBody } from './module-table.ts';

/** The linked modules. */
export interface LinkedRuntime {
  /** All of them; it needs no look at what it requires. */
  readonly table: Virtual;
  /** The module by which the others are reached, which connects them with what they require of the bundle. */
  readonly loader: Virtual;
  /** What stands in the bundle for a file; undefined when it is not among them. */
  linkTo(file: string): Virtual | undefined;
}

/** Links the runtime. `requestOf` gives the text by which the SDK's bundler finds a module that is no file. */
export async function linkRuntime(plan: BundlePlan, requestOf: (id: string) => string): Promise<LinkedRuntime> {
  const outside = new Map<string, string>();
  const modules = await followModules({
    plan,
    roots: plan.runtime.map((file) => ({ kind: 'file', file })),
    targetOf(module, { specifier, kind }) {
      const isConverter = specifier.startsWith('__temporal_custom_');
      const target = isConverter ? undefined : plan.resolve(module.key, specifier, kind);
      if (target?.kind === 'file') return target;
      if (target?.kind === 'missing') return undefined;
      const key = target === undefined ? specifier : keyOf(target);
      outside.set(key, specifier);
      module.targets.set(specifier, key);
      return undefined;
    },
  });
  const keys = [...modules.keys(), ...outside.keys()];
  const ids = new Map(keys.map((key, index) => [key, `tfn:runtime:${index}`]));
  const idOf = (key: string): string => JSON.stringify(ids.get(key));
  const { code, bodies } = toModuleTable(modules.values(), idOf);
  const outsiders = Array.from(
    outside,
    ([key, specifier]) => `${idOf(key)}: () => require(${JSON.stringify(specifier)})`,
  );
  return {
    table: {
      kind: 'virtual',
      id: 'runtime-table',
      code: `module.exports = (outside) => {\nconst modules = {\n${code}};\n${LOAD}\nreturn load; };\n`,
      map: toMap(bodies, 2),
    },
    loader: {
      kind: 'virtual',
      id: 'runtime',
      code: `module.exports = require(${JSON.stringify(requestOf('runtime-table'))})({ ${outsiders.join(', ')} });`,
    },
    linkTo: (file) =>
      modules.has(file)
        ? {
            kind: 'virtual',
            id: ids.get(file) ?? '',
            code: `module.exports = require(${JSON.stringify(requestOf('runtime'))})(${idOf(file)});`,
          }
        : undefined,
  };
}

// --- internal ---

/** A source map that leads from lines to lines; about right for the few modules that had to be compiled. */
function toMap(bodies: readonly ModuleBody[], firstLine: number): string {
  let mappings = ';'.repeat(firstLine);
  let lastLine = 0;
  for (const [index, { lines }] of bodies.entries()) {
    mappings += `;A${index === 0 ? 'A' : 'C'}${toVlq(-lastLine)}A${';AACA'.repeat(lines - 1)};;`;
    lastLine = lines - 1;
  }
  return JSON.stringify({ version: 3, sources: bodies.map(({ module }) => module.key), names: [], mappings });
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** A number as source maps write it: five bits to a digit, lowest first, the first bit being the sign. */
function toVlq(value: number): string {
  let rest = value < 0 ? -value * 2 + 1 : value * 2;
  let text = '';
  do {
    const digit = rest % 32;
    rest = Math.floor(rest / 32);
    text += DIGITS[rest > 0 ? digit + 32 : digit];
  } while (rest > 0);
  return text;
}
