import { defineErrors } from '@tfn/core';
import type { ErrorFactory } from '@tfn/core';

/** The error table of `@tfn/testing`. Every entry is described in docs/reference/errors.md. */
export const testingErrors = {
  TFN_SERVER_NOT_FOUND: (d: { tried: readonly { way: string; why: string }[] }): string =>
    [
      'No Temporal server could be found or installed. Tried:',
      ...d.tried.map(({ way, why }) => `  - ${way}: ${why}`),
      'Do one of these: install the Temporal CLI (https://docs.temporal.io/cli) so that `temporal` is on PATH; ' +
        'set TFN_TEMPORAL_CLI to its path; install Go 1.25 or newer (https://go.dev/dl) so that it can be built; ' +
        'or give the address of a Temporal that already runs.',
    ].join('\n'),
  TFN_SERVER_PATH_INVALID: (d: { path: string; from: string; why: string }): string =>
    `The Temporal CLI '${d.path}' given by ${d.from} is not usable: ${d.why}. ` +
    `Give the path of a working \`temporal\` executable, or remove the setting to have one found or installed.`,
  TFN_SERVER_OPTION_INVALID: (d: { option: string; value: string; expected: string }): string =>
    `The dev server option ${d.option} is '${d.value}', but ${d.expected} is expected.`,
  TFN_SERVER_PORT_TAKEN: (d: { option: string; port: number }): string =>
    `Port ${d.port} (${d.option}) is already in use on 127.0.0.1. ` +
    `Stop what listens there, give another port, or leave ${d.option} out to get a free one.`,
  TFN_SERVER_START_FAILED: (d: { path: string; why: string; log: string }): string =>
    `The Temporal dev server '${d.path}' did not start: ${d.why}. ` +
    `Check the options against its log, which ends with:\n${d.log}`,
  TFN_SERVER_START_TIMEOUT: (d: { path: string; milliseconds: number; missing: string; log: string }): string =>
    `The Temporal dev server '${d.path}' was not ready within ${d.milliseconds} ms: ${d.missing}. ` +
    `Raise startTimeout if the machine is slow. Its log ends with:\n${d.log}`,
  TFN_SERVER_ADDRESS_UNREACHABLE: (d: { address: string; why: string }): string =>
    `No Temporal answered at '${d.address}': ${d.why}. ` +
    `Start Temporal there, or leave address out to have a dev server started.`,
  TFN_SERVER_NAMESPACE_UNKNOWN: (d: { address: string; namespace: string }): string =>
    `The Temporal at '${d.address}' has no namespace '${d.namespace}'. ` +
    `Create it: temporal operator namespace create --address ${d.address} --namespace ${d.namespace}.`,
} as const;

/** Makes an error of this package's table. */
export const testingError: ErrorFactory<typeof testingErrors> = defineErrors(testingErrors);
