import { failureConverter } from '../../shared/encoded-failures.ts';
import { readSettings } from '../../shared/sandbox-settings.ts';
import { activator } from '../sdk/activator.ts';

/** Lets messages and stacks of this execution's failures pass through the worker's codec, where the worker has one. */
export function encodeFailures(): void {
  if (readSettings().encodeFailures === true) activator().failureConverter = failureConverter;
}
