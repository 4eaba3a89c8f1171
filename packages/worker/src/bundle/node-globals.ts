import { readModule } from './prune/source-module.ts';

/** Globals that Node has and the sandbox lacks: in a user's file they become names of stubbed modules. */
const NODE_GLOBALS: Readonly<Record<string, string>> = {
  process: 'node:process',
  Buffer: 'node:buffer',
  setImmediate: 'node:timers',
  clearImmediate: 'node:timers',
  performance: 'node:perf_hooks',
  fetch: 'node:fetch',
  XMLHttpRequest: 'node:XMLHttpRequest',
  WebSocket: 'node:WebSocket',
};

/** Lets a user's pruned file find what the sandbox lacks: touching it in a workflow then says so, with the place. */
export function addNodeGlobals(source: string, file: string): string {
  if (!MENTIONS.test(source)) return source;
  const module = readModule(file, source);
  if (module === undefined) return source;
  const used = new Set(module.names.globals.map(({ node }) => node.name).filter((name) => Object.hasOwn(NODE_GLOBALS, name)));
  if (used.size === 0) return source;
  const isModule = module.program.sourceType === 'module';
  const lines = [...used].map((name) => toImport(name, isModule));
  // On the first line, so that no line moves.
  const shebang = /^#!.*\n/.exec(source)?.[0] ?? '';
  return `${shebang}${lines.join(' ')} ${source.slice(shebang.length)}`;
}

// --- internal ---

const MENTIONS = new RegExp(`\\b(?:${Object.keys(NODE_GLOBALS).join('|')})\\b`);

function toImport(name: string, isModule: boolean): string {
  const source = NODE_GLOBALS[name] ?? name;
  const isWhole = source === `node:${name}`;
  if (isModule) return isWhole ? `import ${name} from '${source}';` : `import { ${name} } from '${source}';`;
  return `const ${isWhole ? name : `{ ${name} }`} = require('${source}');`;
}
