import { defineErrors } from '@tfn/core/internal';
import type { ErrorFactory } from '@tfn/core/internal';

/** The error table of `@tfn/testing`. Every entry is described in docs/reference/errors.md. */
export const testingErrors = {
  TFN_SERVER_NOT_FOUND: (d: { tried: readonly { way: string; why: string }[] }): string =>
    [
      'No Temporal dev server could be found or installed. Tried:',
      ...d.tried.map(({ way, why }) => `  - ${way}: ${why}`),
      'Do one of these: install the Temporal CLI (https://docs.temporal.io/cli) so that `temporal` is on PATH; ' +
        'set TFN_TEMPORAL_CLI to its path; install Go 1.26.8 or newer (https://go.dev/dl) so that a dev server can be built; ' +
        'or give the address of a Temporal that already runs.',
    ].join('\n'),
  TFN_SERVER_PATH_INVALID: (d: { path: string; from: string; why: string }): string =>
    `The Temporal dev server '${d.path}' given by ${d.from} is not usable: ${d.why}. ` +
    `Give the path of a working \`temporal\` executable, or remove the setting so that one is found or installed.`,
  TFN_SERVER_OPTION_INVALID: (d: { option: string; value: string; expected: string }): string =>
    `The dev server option ${d.option} is '${d.value}', but ${d.expected} is expected.`,
  TFN_SERVER_PORT_TAKEN: (d: { option: string; port: number }): string =>
    `Port ${d.port} (${d.option}) is already in use on 127.0.0.1. ` +
    `Stop the process that listens there, give another port, or omit ${d.option} to get a free one.`,
  TFN_SERVER_START_FAILED: (d: { kind: string; path: string; why: string; log: string }): string =>
    `The Temporal ${d.kind} '${d.path}' did not start: ${d.why}. ` +
    `Check the options against its log, which ends with:\n${d.log}`,
  TFN_SERVER_START_TIMEOUT: (d: {
    kind: string;
    path: string;
    milliseconds: number;
    missing: string;
    log: string;
  }): string =>
    `The Temporal ${d.kind} '${d.path}' was not ready within ${d.milliseconds} ms: ${d.missing}. ` +
    `Raise startTimeout if the machine is slow. Its log ends with:\n${d.log}`,
  TFN_SERVER_ADDRESS_UNREACHABLE: (d: { address: string; why: string }): string =>
    `No Temporal server answered at '${d.address}': ${d.why}. ` +
    `Start Temporal there, or omit address to start a dev server.`,
  TFN_SERVER_NAMESPACE_UNKNOWN: (d: { address: string; namespace: string }): string =>
    `The Temporal server at '${d.address}' has no namespace '${d.namespace}'. ` +
    `Create it: temporal operator namespace create --address ${d.address} --namespace ${d.namespace}.`,
  TFN_TEST_SERVER_NOT_FOUND: (d: { tried: readonly { way: string; why: string }[] }): string =>
    [
      "Temporal's time-skipping test server could not be found or installed. Tried:",
      ...d.tried.map(({ way, why }) => `  - ${way}: ${why}`),
      'Do one of these: install a JDK (11 or newer) and Maven, so that `java` and `mvn` are on PATH; ' +
        'set TFN_TIME_SKIPPING_SERVER to the path of a test server; ' +
        "or use another engine: tfn.testEnv({ engine: 'memory' }), or TFN_TEST_ENGINE=memory.",
    ].join('\n'),
  TFN_TEST_SERVER_INVALID: (d: { path: string; from: string; why: string }): string =>
    `The test server '${d.path}' given by ${d.from} is not usable: ${d.why}. ` +
    'Give the path of the `temporal-test-server` executable or of a folder with its jars, or remove the setting.',
  TFN_TEST_ENGINE: (d: { engine: string; engines: readonly string[] }): string =>
    `There is no test engine '${d.engine}'. Give one of these: ${quote(d.engines)}.`,
  TFN_TEST_PACKAGE_MISSING: (d: { name: string; for: string }): string =>
    `${d.for} needs the package ${d.name}, which is not installed. Install it: npm install --save-dev ${d.name}.`,
  TFN_TEST_MOCK_INVALID: (d: { got: string; problem: string }): string => `env.mock(${d.got}): ${d.problem}.`,
  TFN_TEST_UNKNOWN: (d: { call: string; name: string; known: readonly string[] }): string =>
    `${d.call}: nothing that this test imported defines '${d.name}'. Defined: ${quote(d.known)}. Import the file that defines it.`,
  TFN_TEST_WORKFLOW_UNKNOWN: (d: { name: string; known: readonly string[] }): string =>
    `Nothing that this test imported defines the workflow '${d.name}'. Defined: ${quote(d.known)}. Import the file that defines it.`,
  TFN_TEST_UNMOCKED: (d: { name: string }): string =>
    `The function '${d.name}' ran without a mock, which the option strict forbids. Mock it: env.mock(${d.name}, async (input) => …).`,
  TFN_TEST_NONDETERMINISM: (d: { what: string; difference: string }): string =>
    `${d.what} is not deterministic. ${d.difference}. ` +
    `Take time, randomness and everything from outside through ctx: ctx.now(), ctx.random(), ctx.uuid(), ctx.run(fn).`,
  TFN_TEST_TASK_FAILED: (d: { name: string; workflowId: string; reason: string }): string =>
    `The code of the workflow '${d.name}' ('${d.workflowId}') cannot continue: ${d.reason}. A worker would retry the same task forever. Fix the code.`,
  TFN_TEST_TIMEOUT: (d: { what: string; seconds: number; report: string }): string =>
    `${d.what} has not ended within ${d.seconds} s.\n${d.report}`,
  TFN_TEST_STUCK: (d: { workflowId: string; report: string }): string =>
    `The workflow '${d.workflowId}' waits for something that does not come: no function, timer or child of it is pending, so time has jumped ` +
    `to the end of the test server's ten years. Send what it waits for before you await its result.\n${d.report}`,
  TFN_TEST_NOT_FOUND: (d: { workflowId: string }): string =>
    `There is no workflow '${d.workflowId}' in this test environment. Check the id.`,
  TFN_TEST_UNSUPPORTED: (d: { what: string; engine: string }): string =>
    `The engine '${d.engine}' cannot do this: ${d.what}. Pass another engine to tfn.testEnv; docs/testing.md lists the differences.`,
  TFN_TEST_ENV_CLOSED: (d: { call: string }): string =>
    `${d.call} came after env.close(). Make another environment with tfn.testEnv().`,
  TFN_TEST_HISTORY_INVALID: (d: { file: string; problem: string }): string =>
    `The history '${d.file}' cannot be used: ${d.problem}. Save one with: temporal workflow show --workflow-id ID --output json.`,
} as const;

/** Makes an error of this package's table. */
export const testingError: ErrorFactory<typeof testingErrors> = defineErrors(testingErrors);

// --- internal ---

function quote(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `'${name}'`).join(', ');
}
