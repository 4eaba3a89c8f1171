import { DefaultFailureConverter } from '@temporalio/common';
import type { FailureConverter } from '@temporalio/common';

/** Puts messages and stacks of failures where a payload codec reaches them: in a payload of their own. */
export const failureConverter: FailureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
