/**
 * The modules that Temporal itself loads in the sandbox, by a path in the options: converters and interceptors. A virtual module stands
 * for each of them. It requires the file, and throws where the file lacks the export that Temporal reads, which Temporal ignores.
 */
import path from 'node:path';
import type { BundleOptions } from '../bundle-options.ts';
import { bundleError } from '../../shared/errors.ts';
import type { Resolver } from './resolver.ts';
import { EMPTY } from './virtual-modules.ts';
import type { Virtual } from './virtual-modules.ts';

/** The converters and interceptors of a bundle. */
export interface TemporalModules {
  /** The files of the user among them, whose exports for Temporal must not be pruned. */
  readonly roots: readonly string[];
  /** The specifiers of the interceptors' virtual modules, in order. */
  readonly interceptors: readonly string[];
  /** The virtual module behind a specifier, if it is one of these. */
  targetOf(specifier: string): Virtual | undefined;
}

/** The names that Temporal reads from such modules. */
export const TEMPORAL_EXPORTS: readonly string[] = ['payloadConverter', 'failureConverter', 'interceptors'];

/**
 * Finds the files of the options `payloadConverterPath`, `failureConverterPath` and `workflowInterceptorModules`.
 * @throws {TfnError} TFN_BUNDLE_MODULE_INVALID
 */
export function findTemporalModules(options: BundleOptions, { cwd, resolver }: Place): TemporalModules {
  const virtuals = new Map<string, Virtual>([
    [PAYLOAD_CONVERTER, VALUES],
    [FAILURE_CONVERTER, EMPTY],
  ]);
  // The same on every machine.
  const shown = (file: string): string => path.relative(cwd, file).replaceAll('\\', '/');
  const roots = new Set<string>();
  const add = (specifier: string, given: string, exported: Exported): void => {
    const { file, isUsers } = find(given, exported.option, { cwd, resolver });
    if (isUsers) roots.add(file);
    virtuals.set(specifier, { kind: 'virtual', id: specifier, code: toCode(file, shown(file), exported) });
  };
  const { payloadConverterPath, failureConverterPath, workflowInterceptorModules = [] } = options;
  if (payloadConverterPath !== undefined) add(PAYLOAD_CONVERTER, payloadConverterPath, CONVERTER);
  if (failureConverterPath !== undefined) add(FAILURE_CONVERTER, failureConverterPath, FAILURES);
  const interceptors = [...new Set(workflowInterceptorModules)].map((given, index) => {
    const specifier = `tfn:interceptors:${index}`;
    add(specifier, given, INTERCEPTORS);
    return specifier;
  });
  return { roots: [...roots], interceptors, targetOf: (specifier) => virtuals.get(specifier) };
}

// --- internal ---

interface Place {
  readonly cwd: string;
  readonly resolver: Resolver;
}

/** The specifiers by which Temporal's code requires the converters. */
const PAYLOAD_CONVERTER = '__temporal_custom_payload_converter';
const FAILURE_CONVERTER = '__temporal_custom_failure_converter';

/** Ours, which is the same in all bundles. */
const VALUES: Virtual = {
  kind: 'virtual',
  id: PAYLOAD_CONVERTER,
  code: `module.exports = { payloadConverter: require(${JSON.stringify(require.resolve('../../sandbox/values-converter'))}).payloadConverter };`,
};

/** What a module must export. */
interface Exported {
  readonly option: string;
  readonly name: string;
  /** Of an object; without them, a function. */
  readonly methods: readonly string[];
}

const CONVERTER: Exported = {
  option: 'payloadConverterPath',
  name: 'payloadConverter',
  methods: ['toPayload', 'fromPayload'],
};
const FAILURES: Exported = {
  option: 'failureConverterPath',
  name: 'failureConverter',
  methods: ['errorToFailure', 'failureToError'],
};
const INTERCEPTORS: Exported = { option: 'workflowInterceptorModules', name: 'interceptors', methods: [] };

function find(given: string, option: string, { cwd, resolver }: Place): { file: string; isUsers: boolean } {
  const from = path.join(cwd, 'index.js');
  for (const specifier of path.isAbsolute(given) ? [given] : [`./${given}`, given]) {
    const found = resolver.resolve(from, specifier, 'require');
    if (found.kind === 'source') return { file: found.file, isUsers: !found.file.startsWith(OWN_FOLDER) };
    if (found.kind === 'package') return { file: found.file, isUsers: false };
  }
  throw bundleError('TFN_BUNDLE_MODULE_INVALID', { option, file: given, problem: 'no such file can be found' });
}

/** Our own files, which are outside of `node_modules` in a repository. */
const OWN_FOLDER = path.resolve(__dirname, '../..') + path.sep;

function toCode(file: string, shown: string, { option, name, methods }: Exported): string {
  const isValid =
    methods.length === 0
      ? `typeof value === 'function'`
      : `value && ${methods.map((method) => `typeof value.${method} === 'function'`).join(' && ')}`;
  const expected = methods.length === 0 ? 'a function' : `an object with the methods ${methods.join(' and ')}`;
  const details = { option, file: shown, problem: `it must export '${name}', by that name: ${expected}` };
  return `const value = require(${JSON.stringify(file)}).${name};
if (!(${isValid})) throw Object.assign(new TypeError(), { code: 'TFN_BUNDLE_MODULE_INVALID', details: ${JSON.stringify(details)} });
module.exports = { ${name}: value };`;
}
