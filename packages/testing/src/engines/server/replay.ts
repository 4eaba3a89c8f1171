import { bundleWorkflows } from '@tfn/worker';
import { captureReplayHooks } from '@tfn/worker/internal';
import { registry } from '@tfn/core';
import { definedOnly } from '@tfn/core/internal';
import { testingError } from '../../errors.ts';
import type { WorkflowHistory } from '../../history/workflow-history.ts';
import type { EngineSetup } from '../engine.ts';
import { requireFromWorker } from '../require-from-worker.ts';
import { quietRuntime } from './worker/quiet-runtime.ts';

/**
 * Replays a history from a server with the SDK's own replayer; needs no server.
 * @throws {TfnError} TFN_TEST_NONDETERMINISM
 */
export async function replayHistory(
  { events }: WorkflowHistory,
  { payloadCodec, dataConverter: given, interceptors }: Omit<EngineSetup, 'defaults' | 'sinks'>,
): Promise<void> {
  quietRuntime();
  const { Worker } = requireFromWorker<typeof import('@temporalio/worker')>('@temporalio/worker');
  const { code } = await bundleWorkflows({
    mode: 'development',
    ...definedOnly({
      payloadConverterPath: given?.payloadConverterPath,
      failureConverterPath: given?.failureConverterPath,
      workflowInterceptorModules: interceptors?.workflowModules,
    }),
    workflows: [...registry.workflows.values()].flatMap(({ name, source }) =>
      source ? [{ name, file: source.file }] : [],
    ),
  });
  const removeHooks = captureReplayHooks();
  try {
    const codecs = payloadCodec === undefined ? [] : [payloadCodec];
    const dataConverter = { ...given, payloadCodecs: [...(given?.payloadCodecs ?? []), ...codecs] };
    await Worker.runReplayHistory({ workflowBundle: { code }, dataConverter }, { events });
  } catch (error) {
    if (!(error instanceof Error && error.name === 'DeterminismViolationError')) throw error;
    throw testingError(
      'TFN_TEST_NONDETERMINISM',
      { what: 'The workflow of this history', difference: error.message },
      error,
    );
  } finally {
    removeHooks();
  }
}
