import type { LinkedModule } from './linked-modules.ts';

/** Modules as code: the properties of an object with the specifiers' targets and the function of each module, by id. */
export interface ModuleTable {
  readonly code: string;
  /** The position of each module's code in the table. */
  readonly bodies: readonly ModuleBody[];
}

/** A module's code in a table. */
export interface ModuleBody {
  readonly module: LinkedModule;
  /** Its first line in the table, counted from 0, and its number of lines. */
  readonly line: number;
  readonly lines: number;
}

/** Writes a table of modules. `idOf` returns the id of a module, given its key, as a string literal. */
export function toModuleTable(modules: Iterable<LinkedModule>, idOf: (key: string) => string): ModuleTable {
  const bodies: ModuleBody[] = [];
  let code = '';
  let line = 0;
  for (const module of modules) {
    const targets = Array.from(module.targets, ([specifier, target]) => `${JSON.stringify(specifier)}:${idOf(target)}`);
    const body = module.code.replace(/^#!.*|^\/\/# sourceMappingURL=.*$/gm, '');
    const lines = countLines(body);
    code += `${idOf(module.key)}:[{${targets.join(',')}},function(module,exports,require){\n${body}\n}],\n`;
    bodies.push({ module, line: line + 1, lines });
    line += lines + 2;
  }
  return { code, bodies };
}

/**
 * The code that loads the modules of a table, which must be in scope as `modules`. Loaded modules stay in the cache that Temporal's
 * worker provides for each workflow.
 */
export const LOAD = `const cache = globalThis.__webpack_module_cache__;
function load(id) {
  const known = cache[id];
  if (known !== undefined) return known.exports;
  const [targets, run] = modules[id];
  const module = (cache[id] = { id, exports: {} });
  run.call(module.exports, module, module.exports, (specifier) => {
    const target = targets[specifier];
    if (target === undefined) throw Object.assign(new Error("Cannot find module '" + specifier + "'"), { code: 'MODULE_NOT_FOUND' });
    return load(target);
  });
  return module.exports;
}`;

// --- internal ---

function countLines(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
