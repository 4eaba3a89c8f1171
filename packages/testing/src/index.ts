import { closeAfterTests } from './env/close-after-tests.ts';

export { tfn } from './tfn.ts';
export type { Tfn } from './tfn.ts';
export { createTestEnv } from './env/test-env.ts';
export type { TestEnv } from './env/test-env.ts';
export type { TestEnvOptions } from './env/test-env-options.ts';
export type { TestHandle } from './env/test-handle.ts';
export type { RunFunctionOptions } from './env/run-function.ts';
export { fail, give } from './mocks/mocks.ts';
export type { Mock, MockGiven, MockImplementation, MockOf, MockedVoid, RecordedCall } from './mocks/mocks.ts';
export type { EngineName } from './engines/engine.ts';
export type { HistoryEvent } from './history/history-event.ts';
export type { WorkflowHistory } from './history/workflow-history.ts';
export type { RequestOptions, TestResponse } from './env/request.ts';
export type { TestSchedules } from './env/schedules.ts';
export { testingErrors } from './errors.ts';
export { closeAll } from './env/open-envs.ts';

closeAfterTests();
