import { isFunctionDef, isWorkflowDef, registry } from '@tfn/core';
import type { AnyRunnable, FunctionContext, HandlerOutputOf, InputOf, OutputOf } from '@tfn/core';
import { describe } from '@tfn/core/internal';
import { testingError } from '../errors.ts';

/** Replaces a function or a child workflow. A workflow's mock receives no context. */
export type MockImplementation<TInput = unknown, TOutput = unknown> = (
  input: TInput,
  ctx: FunctionContext,
) => TOutput | Promise<TOutput> | MockedVoid<TOutput>;

/** What else a mock may return: anything in place of a function without a result, and nothing where undefined is a result. */
export type MockedVoid<TOutput> = [TOutput] extends [void]
  ? unknown
  : undefined extends TOutput
    ? void | Promise<void>
    : never;

/** One call of a function, or of a mocked workflow. Each attempt counts. */
export interface RecordedCall<TInput = unknown, TOutput = unknown> {
  readonly input: TInput;
  /** Counts from 1. */
  readonly attempt: number;
  readonly workflowId: string | undefined;
  /** Undefined until it has succeeded. */
  readonly result: TOutput | undefined;
  /** What it threw. */
  readonly error: unknown;
}

/** A mock that was set. */
export interface Mock<TInput = unknown, TOutput = unknown> {
  /** The calls in this environment, oldest first. */
  readonly calls: readonly RecordedCall<TInput, TOutput>[];
  /** Lets the real one run again. */
  restore(): void;
}

/** The mock that fits a definition. */
export type MockOf<TDef> = Mock<InputOf<TDef>, OutputOf<TDef>>;

/** An implementation, or a list of them: one for each call; further calls use the last. */
export type MockGiven<TDef> =
  | MockImplementation<InputOf<TDef>, HandlerOutputOf<TDef>>
  | readonly MockImplementation<InputOf<TDef>, HandlerOutputOf<TDef>>[];

/** A step of a mock's list that throws. A text becomes an Error, which is retried like any other. */
export function fail(error: string | Error): () => never {
  return () => {
    throw typeof error === 'string' ? new Error(error) : error;
  };
}

/** A step of a mock's list that returns a value. */
export function give<TOutput>(value: TOutput): () => TOutput {
  return () => value;
}

/** The mocks of an environment, and the recorded calls. */
export interface Mocks {
  /** @throws {TfnError} TFN_TEST_MOCK_INVALID, TFN_TEST_UNKNOWN */
  set(target: AnyRunnable | string, given: MockGiven<AnyRunnable> | undefined): Mock;
  /** The implementation for the next call, if there is a mock. */
  next(key: MockKey): MockImplementation | undefined;
  calls(key: MockKey): readonly RecordedCall[];
  record(key: MockKey, call: RecordedCall): void;
  workflowNames(): readonly string[];
}

/** `function charge` or `workflow ship`. */
export type MockKey = `function ${string}` | `workflow ${string}`;

export function createMocks(): Mocks {
  const steps = new Map<MockKey, MockImplementation[]>();
  const calls = new Map<MockKey, RecordedCall[]>();
  return {
    set(target, given) {
      const key = toMockKey(target, 'env.mock');
      const list =
        given === undefined
          ? []
          : Array.isArray(given)
            ? [...(given as MockImplementation[])]
            : [given as MockImplementation];
      if (given !== undefined && (list.length === 0 || list.some((step) => typeof step !== 'function')))
        throw testingError('TFN_TEST_MOCK_INVALID', {
          got: describe(typeof target === 'string' ? target : target.name),
          problem: 'give a function that replaces it, or a list of them, such as [fail("busy"), give(42)]',
        });
      if (given === undefined) steps.delete(key);
      else steps.set(key, list);
      return {
        get calls() {
          return calls.get(key) ?? [];
        },
        restore() {
          if (steps.get(key) === list) steps.delete(key);
        },
      };
    },
    next(key) {
      const list = steps.get(key);
      return list !== undefined && list.length > 1 ? list.shift() : list?.[0];
    },
    calls: (key) => calls.get(key) ?? [],
    record(key, call) {
      calls.set(key, [...(calls.get(key) ?? []), call]);
    },
    workflowNames: () => [...steps.keys()].flatMap((key) => (key.startsWith('workflow ') ? [key.slice(9)] : [])),
  };
}

/** @throws {TfnError} TFN_TEST_UNKNOWN, TFN_TEST_MOCK_INVALID */
export function toMockKey(target: AnyRunnable | string, call: string): MockKey {
  if (isFunctionDef(target)) return `function ${target.name}`;
  if (isWorkflowDef(target)) return `workflow ${target.name}`;
  if (typeof target !== 'string')
    throw testingError('TFN_TEST_MOCK_INVALID', {
      got: describe(target),
      problem: 'give a definition, or the name of one',
    });
  if (registry.functions.has(target)) return `function ${target}`;
  if (registry.workflows.has(target)) return `workflow ${target}`;
  const known = [...registry.functions.keys(), ...registry.workflows.keys()];
  throw testingError('TFN_TEST_UNKNOWN', { call: `${call}('${target}')`, name: target, known });
}
