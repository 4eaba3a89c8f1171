/**
 * What the command line and the test environment share with the worker, without Temporal's native SDK. Not for users: it may change in any release.
 * @internal
 */
export { callHandler, toUnknownFailure } from '../activities/call-handler.ts';
export { applySchema } from '../activities/schema-activity.ts';
export { assertHeartbeat } from '../activities/heartbeat.ts';
export type { HandlerCall, UnknownFunction } from '../activities/call-handler.ts';
export { payloadConverter as functionValues } from '../shared/rich-values.ts';
export { SETTINGS_KEY } from '../shared/sandbox-settings.ts';
export type { SandboxSettings } from '../shared/sandbox-settings.ts';
export { captureReplayHooks } from '../sdk/replay-hooks.ts';
export { ownWorkflowThreads } from '../sdk/threads/workflow-threads.ts';
export { loadWorkflowLibrary, setCurrentActivator, waitsForNothing } from '../sdk/workflow-library.ts';
export type { WorkflowActivator, WorkflowLibrary } from '../sdk/workflow-library.ts';
