/** Looks at what an object is an instance of. Nothing here uses `instanceof`: values of the sandbox, of Node and of Jest are of different realms. */

/** The prototypes of an object, without the last one, which all objects have. */
export function prototypesOf(value: object): object[] {
  const found: object[] = [];
  let prototype = Object.getPrototypeOf(value) as object | null;
  while (prototype !== null) {
    found.push(prototype);
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  found.pop();
  return found;
}

/** Whether the prototypes have anything besides a constructor: methods or accessors, which no copy would have. */
export function hasMembers(prototypes: readonly object[]): boolean {
  return prototypes.some((prototype) => Reflect.ownKeys(prototype).some((key) => key !== 'constructor'));
}

/** The name of the object's class, in words: "an instance of the class 'Money'". */
export function classWords(value: object): string {
  const constructor: unknown = (value as { constructor?: unknown }).constructor;
  const name = typeof constructor === 'function' ? constructor.name : '';
  return name && name !== 'Object' ? `an instance of the class '${name}'` : 'an object with a prototype of its own';
}

/** What the engine or `Symbol.toStringTag` names the object: 'Date', 'Map'. */
export function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}
