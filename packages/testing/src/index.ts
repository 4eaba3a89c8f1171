import { closeAfterTests } from './close-after-tests.ts';

export { tfn } from './tfn.ts';
export type { Tfn } from './tfn.ts';
export { createTestEnv } from './test-env.ts';
export type { TestEnv } from './test-env.ts';
export type { TestEnvOptions } from './test-env-options.ts';
export type { TestHandle } from './test-handle.ts';
export type { RunFunctionOptions } from './run-function.ts';
export { fail, give } from './mocks.ts';
export type { Mock, MockGiven, MockImplementation, MockOf, RecordedCall } from './mocks.ts';
export type { EngineName } from './engines/engine.ts';
export type { HistoryEvent } from './history/history-event.ts';
export type { WorkflowHistory } from './history/workflow-history.ts';
export type { RequestOptions, TestResponse } from './request.ts';
export type { TestSchedules } from './schedules.ts';
export { testingErrors } from './errors.ts';
export { closeAll } from './open-envs.ts';

closeAfterTests();
