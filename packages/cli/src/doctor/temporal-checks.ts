import { isTfnError } from '@tfn/core';
import { CLOCK_CHECK_WORKFLOW_TYPE } from '@tfn/core/internal';
import type * as clientPackage from '@tfn/client';
import type { ResolvedConfig } from '../config/resolve-config.ts';
import { projectPackages } from '../project/load-package.ts';
import { toTemporalOptions } from '../temporal/temporal-options.ts';
import type { Finding } from './finding.ts';
import { ok } from './finding.ts';

/** Checks that Temporal answers and that the namespace exists. */
export async function checkTemporal(config: ResolvedConfig): Promise<Finding> {
  const { address = 'localhost:7233', namespace = 'default' } = config.temporal;
  const packages = projectPackages(config.root);
  if (packages.find('@tfn/client') === undefined)
    return { state: 'failed', detail: 'not checked: @tfn/client is not installed' };
  const client = openQuickly(config);
  try {
    for await (const _run of client.list()) break;
    return ok(`${address} answers, the namespace '${namespace}' exists`);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Without an address `tfn dev` starts the embedded server, so this is not a failure.
    const needed =
      config.temporal.address !== undefined || (isTfnError(error) && error.code !== 'TFN_TEMPORAL_UNREACHABLE');
    return needed
      ? { state: 'failed', detail: message }
      : {
          state: 'warning',
          detail: `nothing answers at ${address}`,
          fix: "'tfn dev' starts an embedded Temporal; production needs TEMPORAL_ADDRESS.",
        };
  } finally {
    await client.close();
  }
}

/**
 * Compares this machine's clock with Temporal's, on which timers and timeouts depend. Temporal has no request for its time, so this
 * starts a workflow that no worker runs, reads its start time and terminates it.
 */
export async function checkClock(config: ResolvedConfig): Promise<Finding> {
  if (projectPackages(config.root).find('@tfn/client') === undefined)
    return { state: 'warning', detail: 'not compared' };
  const client = openQuickly(config);
  const workflowId = `tfn-doctor-${process.pid}`;
  try {
    const before = Date.now();
    const handle = await client.start(CLOCK_CHECK_WORKFLOW_TYPE, undefined, {
      workflowId,
      taskQueue: workflowId,
      executionTimeout: '60s',
    });
    const after = Date.now();
    const { startTime } = await handle.describe();
    await handle.terminate('tfn doctor compared the clocks');
    const skew = Math.max(before - startTime.getTime(), startTime.getTime() - after, 0);
    if (skew < TOLERATED_SKEW) return ok("agrees with Temporal's clock");
    return {
      state: 'warning',
      detail: `differs from Temporal's clock by ${skew} ms`,
      fix: 'Synchronize the system clock (NTP).',
    };
  } catch {
    return { state: 'warning', detail: 'not compared: Temporal does not answer' };
  } finally {
    await client.close();
  }
}

// --- internal ---

const TOLERATED_SKEW = 2000;

function openQuickly(config: ResolvedConfig): clientPackage.TfnClient {
  const { createClient } = projectPackages(config.root).load<typeof clientPackage>('@tfn/client', 'tfn doctor');
  return createClient({
    temporal: { ...toTemporalOptions(config), connectTimeout: '10s' },
    taskQueue: config.taskQueue,
  });
}
