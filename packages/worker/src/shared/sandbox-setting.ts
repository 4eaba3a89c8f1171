/**
 * What a worker tells its workflows beside their bundle, which stays as it was built: values on the sandbox's global object. They may
 * differ from one worker, or one start of it, to the next, so no command may depend on them in a way that a replay compares.
 */

/** The name of a value on the global object. */
export function settingKey(name: string): symbol {
  return Symbol.for(`@tfn/${name}`);
}

/** Reads a value, or undefined where the worker gave none. */
export function readSetting(name: string): unknown {
  return (globalThis as { [key: symbol]: unknown })[settingKey(name)];
}

/** The code of a bundle whose workflows know the value; `expression` is JavaScript. */
export function addSetting(code: string, name: string, expression: string): string {
  return prepend(code, `globalThis[Symbol.for('${settingKey(name).description}')]=${expression};`);
}

/** The code of a bundle that begins with a statement. */
export function prepend(code: string, statement: string): string {
  // On the first line, whose columns alone change in source maps; a directive stays in front.
  return code.replace(/^('use strict';|"use strict";)?/, (directive) => directive + statement);
}
