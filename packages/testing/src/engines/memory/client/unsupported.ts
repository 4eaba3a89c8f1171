import { testingError } from '../../../errors.ts';

/** The error for a part of Temporal's client that this engine does not have. */
function unsupported(what: string): Error {
  return testingError('TFN_TEST_UNSUPPORTED', {
    what: `env.client.temporal.${what} (the engine 'server' can)`,
    engine: 'memory',
  });
}

/** An object with all methods of a part of Temporal's client: those that are given, and others that throw. */
export function partial<TPart extends object>(name: string, known: TPart): TPart {
  return new Proxy(known, {
    get(target, key, receiver) {
      if (typeof key === 'symbol' || key in target || NOT_METHODS.has(key)) return Reflect.get(target, key, receiver);
      return () => {
        throw unsupported(`${name}.${key}`);
      };
    },
  });
}

// --- internal ---

/** What `await`, `JSON.stringify` and test runners look for in any object. */
const NOT_METHODS: ReadonlySet<string> = new Set(['then', 'toJSON', 'asymmetricMatch', 'nodeType', 'tagName']);
