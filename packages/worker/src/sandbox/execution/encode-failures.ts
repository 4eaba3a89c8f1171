import { DefaultFailureConverter } from '@temporalio/common';
import { addSetting, readSetting } from '../../shared/sandbox-setting.ts';
import { activator } from '../sdk/activator.ts';

/** Lets messages and stacks of this execution's failures pass through the worker's codec, where the worker has one. */
export function encodeFailures(): void {
  if (readSetting('encode-failures') === true) activator().failureConverter = converter;
}

/** The code of a bundle whose workflows do so. */
export function setEncodedFailures(code: string, encoded: boolean): string {
  return encoded ? addSetting(code, 'encode-failures', 'true') : code;
}

// --- internal ---

/** Keeps nothing of an execution. */
const converter = new DefaultFailureConverter({ encodeCommonAttributes: true });
