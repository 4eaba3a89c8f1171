/** A module without a file. */
export interface Virtual {
  readonly kind: 'virtual';
  readonly id: string;
  readonly code: string;
}

/** Our code that runs in the sandbox before and during the loading of files. */
export const SANDBOX: string = require.resolve('../../sandbox/stubs');

/** Filled in when the bundle is complete; read when a stub is used. */
export const USER_LINES: Virtual = {
  kind: 'virtual',
  id: 'user-lines',
  code: 'module.exports = "__TFN_USER_LINES__";',
};
/** The specifier of `USER_LINES`. */
export const USER_LINES_NAME: string = 'tfn:user-lines';

/** Replaces files that a package excludes from browsers. */
export const EMPTY: Virtual = { kind: 'virtual', id: 'empty', code: 'module.exports = {};' };

/** `tfn` as workflow code sees it, from whichever package: core's, with stubs for what runs the program. */
export function toVocabulary(specifier: string): Virtual {
  return {
    kind: 'virtual',
    id: `vocabulary:${specifier}`,
    code: `const core = require('@tfn/core'), sandbox = require(${JSON.stringify(SANDBOX)}), host = ${stubCall(specifier)};
module.exports = sandbox.createPartialStub({ ...core, tfn: sandbox.createPartialStub({ ...core.tfn }, host.tfn) }, host);`,
  };
}

/** The stub of a module that is for Node only. */
export function toStub(specifier: string): Virtual {
  const module = specifier.replace(/^node:/, '');
  return {
    kind: 'virtual',
    id: `stub:${module}`,
    code: `module.exports = ${stubCall(module)};`,
  };
}

/** The stub of a Node built-in. */
export function toBuiltin(name: string, specifier: string): Virtual {
  const part = PARTIAL[name];
  if (part === undefined) return toStub(specifier);
  const { code } = toStub(specifier);
  return {
    kind: 'virtual',
    id: `stub:${name}`,
    code:
      name === 'assert'
        ? `module.exports = ${part};`
        : `${code}\nmodule.exports = require(${JSON.stringify(SANDBOX)}).createPartialStub(${part}, module.exports);`,
  };
}

// --- internal ---

/** Built-ins that the sandbox has a part of; the rest is a stub. */
const PARTIAL: Readonly<Record<string, string>> = {
  assert: 'globalThis.assert',
  url: '{ URL, URLSearchParams }',
  util: '{ TextEncoder, TextDecoder }',
};

function stubCall(module: string): string {
  const input = `module: ${JSON.stringify(module)}, origin: "__TFN_ORIGIN:${module}__", userLines: () => require('${USER_LINES_NAME}')`;
  return `require(${JSON.stringify(SANDBOX)}).createStub({ ${input} })`;
}
