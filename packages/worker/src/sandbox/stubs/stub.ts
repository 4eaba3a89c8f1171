/**
 * Replaces the modules that only Node has in a workflow bundle.
 * I1: while files are loaded a stub is inert: it may be called, constructed, extended and read, and gives further stubs.
 * I2: once a workflow runs, touching a stub throws.
 * I3: a stub never becomes a string, number or list, so that no value made up here reaches a workflow.
 */
import type { StubOrigin, UserLines } from '../../shared/stub-origin.ts';
import { frameOf } from '../../shared/code-frame.ts';
import { bundleError } from '../../shared/errors.ts';
import type { SandboxUse } from '../../shared/errors.ts';

/** Ends the time in which stubs are inert. */
export function finishLoading(): void {
  Object.defineProperty(ownerOfMark(), LOADED, { value: true });
}

/** What is known of a stub when a bundle is made. */
export interface StubInput {
  readonly module: string;
  readonly origin: StubOrigin | undefined;
  userLines(): UserLines | undefined;
}

/** Makes the stub of a module. */
export function createStub(input: StubInput): unknown {
  return stub({ ...input, path: `'${input.module}'` });
}

/** A module that really exists in the sandbox, with stubs for what it lacks there. */
export function createPartialStub(real: Record<string, unknown>, rest: unknown): unknown {
  return new Proxy(real, {
    get: (target, key) =>
      key in target || typeof key === 'symbol' || key === '__esModule' || key === 'then'
        ? Reflect.get(target, key)
        : Reflect.get(rest as object, key),
  });
}

// --- internal ---

const LOADED = Symbol.for('@tfn/loaded');

/** Core calls this of what is given as an option. */
const REFUSE = Symbol.for('@tfn/refuse');

/** What each workflow has of its own, so that all can share this module; outside of workflows the global object. */
function ownerOfMark(): object {
  return (globalThis as { __TEMPORAL_ACTIVATOR__?: object }).__TEMPORAL_ACTIVATOR__ ?? globalThis;
}

function isLoading(): boolean {
  return !(LOADED in ownerOfMark());
}

const UNKNOWN: StubOrigin = { chain: [], imported: '', isPackage: false };

interface Stubbed extends StubInput {
  /** What was touched, as it is written in code. */
  readonly path: string;
}

function stub(stubbed: Stubbed): unknown {
  const { path } = stubbed;
  // A function, so that it can be called, constructed and extended.
  const target = function stubbedModule(): void {};
  const self: object = new Proxy(target, {
    get(_, key) {
      if (key === 'prototype') return target.prototype as unknown;
      if (key === Symbol.hasInstance) return touch(stubbed, () => isNever);
      if (key === Symbol.toPrimitive || key === 'valueOf' || key === 'toString') return () => needValue(stubbed);
      if (key === Symbol.iterator || key === Symbol.asyncIterator) return needValue(stubbed);
      if (key === REFUSE) return () => needValue(stubbed);
      if (typeof key === 'symbol') return undefined;
      // Compilers' helpers, `await` and JSON read these, even where the module is not used.
      if (key === '__esModule') return false;
      if (key === 'then' || key === 'toJSON') return isLoading() ? undefined : touch(stubbed, noValue);
      const member = { ...stubbed, path: `${path}.${key}` };
      return touch(member, () => stub(member));
    },
    apply: () => touch(stubbed, () => stub({ ...stubbed, path: `${path}()` })),
    construct: (_, __, newTarget) =>
      touch(stubbed, () =>
        newTarget === self
          ? (stub({ ...stubbed, path: `new ${path}()` }) as object)
          : instanceOf(stubbed, newTarget as { prototype: object }),
      ),
    set: () => touch(stubbed, () => true),
    defineProperty: () => touch(stubbed, () => true),
    deleteProperty: () => touch(stubbed, () => true),
    has: () => touch(stubbed, () => true),
    ownKeys: (own) => touch(stubbed, () => Reflect.ownKeys(own)),
    // Compilers copy a module with the module as its prototype, and look names up there.
    getPrototypeOf: () => (isLoading() ? self : Function.prototype),
  });
  return self;
}

/** An instance of the user's class that extends a stub: the user's own members, and stubs for the rest. */
function instanceOf(stubbed: Stubbed, { prototype }: { prototype: object }): object {
  return new Proxy(Object.create(prototype) as object, {
    get(target, key, receiver) {
      if (key in target || typeof key === 'symbol' || key === 'then')
        return Reflect.get(target, key, receiver) as unknown;
      return touch(stubbed, () => stub({ ...stubbed, path: `${stubbed.path}.${key}` }));
    },
  });
}

function touch<TResult>(stubbed: Stubbed, whenLoading: () => TResult): TResult {
  if (isLoading()) return whenLoading();
  throw bundleError('TFN_SANDBOX_MODULE', describe(stubbed));
}

function needValue(stubbed: Stubbed): never {
  touch(stubbed, noValue);
  throw bundleError('TFN_SANDBOX_VALUE', describe(stubbed));
}

function describe({ module, path, origin = UNKNOWN, userLines }: Stubbed): SandboxUse {
  const at = callerOutside();
  return { module, used: path, at, frame: frameAt(at, userLines() ?? {}), ...origin };
}

/** The line of the user's code at a location, whose path may be longer. */
function frameAt(at: string, userLines: UserLines): string {
  const [, path = '', line = '', column = ''] = /^(.*):(\d+):(\d+)$/.exec(at.replaceAll('\\', '/')) ?? [];
  const file = Object.keys(userLines).find((name) => path === name || path.endsWith(`/${name}`)) ?? '';
  const { isCompiled = true, lines = {} } = userLines[file] ?? {};
  const text = lines[Number(line)];
  if (text === undefined) return '';
  return frameOf(text, isCompiled ? undefined : Number(column) - 1);
}

const noValue = (): undefined => undefined;
const isNever = (): boolean => false;

/** The location in the user's code that touched the stub. */
function callerOutside(): string {
  const frames = (new Error().stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const own =
    /[\\/]node_modules[\\/]@tfn[\\/]|sandbox[\\/]stubs[\\/]stub\.[jt]s|Object\.(?:get|apply|construct|set)\b|<anonymous>\)?$/;
  const frame = frames.find((line) => !own.test(line)) ?? '';
  return /\(?((?:file:|[a-zA-Z]:)?[^()\s]+:\d+:\d+)\)?$/.exec(frame)?.[1] ?? 'an unknown location';
}
