import { readFileSync } from 'node:fs';
import path from 'node:path';
import { TfnError, isTfnError } from '@tfn/core';
import type { WorkflowSource } from '../bundle-options.ts';
import { frameOf } from '../../shared/code-frame.ts';
import { bundleError } from '../../shared/errors.ts';
import type { InvalidModule, SandboxUse } from '../../shared/errors.ts';
import { createOriginalPlaces, TRIAL_FILE } from './original-places.ts';
import type { OriginalPlaces, Place } from './original-places.ts';
import { createTrial } from './sandbox-trial.ts';
import type { BundleContents } from './sandbox-trial.ts';

/**
 * Loads a bundle as a starting workflow does, so that code that would fail there fails here, once, with the user's file and line.
 * @throws {TfnError} TFN_BUNDLE_LOAD_FAILED, TFN_BUNDLE_WORKFLOW_MISSING, TFN_BUNDLE_MODULE_INVALID, and any `TfnError` that the user's files throw
 */
export function checkBundle(code: string, workflows: readonly WorkflowSource[]): BundleContents {
  let contents: BundleContents;
  try {
    contents = createTrial(code).startWorkflow();
  } catch (error) {
    throw explain(error, createOriginalPlaces(code));
  }
  const missing = workflows.find(({ name }) => !contents.workflowNames.includes(name));
  if (missing !== undefined)
    throw bundleError('TFN_BUNDLE_WORKFLOW_MISSING', { ...missing, found: contents.workflowNames });
  return contents;
}

// --- internal ---

/** Errors come from another realm, where `instanceof` does not work. */
interface ForeignError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly stack?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

function explain(thrown: unknown, places: OriginalPlaces): TfnError {
  const error: ForeignError = typeof thrown === 'object' && thrown !== null ? thrown : { message: String(thrown) };
  const message = places.translate(error.message ?? '');
  const found = userPlace(error.stack ?? '', places);
  const at = found === undefined ? 'an unknown location' : `${found.file}:${found.line}:${found.column}`;
  const frame = found === undefined ? '' : frameAt(found);
  if (error.code === 'TFN_BUNDLE_MODULE_INVALID')
    return bundleError(error.code, error.details as unknown as InvalidModule);
  if (error.code === 'TFN_SANDBOX_VALUE')
    return bundleError(error.code, { ...(error.details as unknown as SandboxUse), at, frame }, thrown);
  if (isTfnError(thrown)) return new TfnError(thrown.code, message, { cause: thrown, details: { ...thrown.details } });
  return bundleError('TFN_BUNDLE_LOAD_FAILED', { message: `${error.name ?? 'Error'}: ${message}`, at, frame }, thrown);
}

/** The innermost frame in a user's file, or else the innermost frame in any file. */
function userPlace(stack: string, places: OriginalPlaces): Place | undefined {
  const positions = Array.from(
    stack.matchAll(new RegExp(`${TRIAL_FILE}:(\\d+)(?::(\\d+))?`, 'g')),
    ([, line, column]) => places.find(Number(line), Number(column ?? 1)),
  ).filter((place) => place !== undefined);
  return (
    positions.find(
      ({ file }) => !/[\\/]node_modules[\\/]/.test(file) && !OWN_FOLDERS.some((folder) => file.startsWith(folder)),
    ) ?? positions[0]
  );
}

/** Our own packages, which may be outside of `node_modules` in a repository. */
const OWN_FOLDERS = [
  path.dirname(require.resolve('@tfn/core')) + path.sep,
  path.resolve(__dirname, '../..') + path.sep,
];

function frameAt({ file, line, column }: Place): string {
  try {
    return frameOf(readFileSync(file, 'utf8').split('\n')[line - 1] ?? '', column - 1);
  } catch {
    return '';
  }
}
