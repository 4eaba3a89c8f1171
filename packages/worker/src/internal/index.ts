/**
 * What the command line and the test environment share with the worker, without Temporal's native SDK. Not for users: it may change in any release.
 * @internal
 */
export { callHandler, toUnknownFailure } from '../activities/call-handler.ts';
export type { HandlerCall, UnknownFunction } from '../activities/call-handler.ts';
export { settingKey } from '../shared/sandbox-setting.ts';
export { ownWorkflowThreads } from '../sdk/threads/workflow-threads.ts';
