/** All that we take of the SDK's sandbox beyond its documented interface. */

import type { FailureConverter } from '@temporalio/common';
import type { PayloadConverter } from '@temporalio/workflow';

/** The state of the running workflow. */
export interface Activator {
  /** Converts all that the workflow sends and gets. */
  payloadConverter: PayloadConverter;
  /** Converts the errors that it sends and gets. */
  failureConverter: FailureConverter;
}

/** The running workflow. */
export function activator(): Activator {
  return (globalThis as unknown as { __TEMPORAL_ACTIVATOR__: Activator }).__TEMPORAL_ACTIVATOR__;
}
