import { isTfnError } from '@tfn/core';
import type { BundleOptions } from '../bundle-options.ts';
import type { BundlePlan } from '../plan/bundle-plan.ts';
import { linkBundle } from './linker.ts';
import { isKnownSdk, sdkVersion } from '../../sdk/version.ts';
import { createTrial } from '../check/sandbox-trial.ts';

/**
 * Bundles with the linker, whose output format Temporal does not document. Returns undefined, and logs why once, if the format may be
 * wrong: on an SDK version that we have not tested, or if the first bundle shows that workflows share modules.
 * @throws {TfnError} if the user's files have errors
 */
export async function bundleFast(plan: BundlePlan, options: BundleOptions): Promise<string | undefined> {
  refusal ??= refuseVersion(sdkVersion());
  try {
    const code = refusal === '' ? await linkBundle(plan, options) : '';
    if (!isProved && refusal === '') {
      refusal = findShared(code) ?? '';
      isProved = refusal === '';
    }
    if (refusal === '') return code;
  } catch (error) {
    if (isTfnError(error)) throw error;
    refusal = String(error);
  }
  if (!isLogged) options.logger?.info(`Workflows are bundled by the SDK's bundler, which takes longer: ${refusal}`);
  isLogged = true;
  return undefined;
}

/** Why a version of the SDK does not get the fast path; '' when it does. */
export function refuseVersion(version: string): string {
  return isKnownSdk(version) ? '' : `the fast bundler has not been tested with @temporalio/worker ${version}`;
}

/** Starts two workflows and returns what they share; undefined when nothing. */
export function findShared(code: string): string | undefined {
  const trial = createTrial(code);
  try {
    trial.startWorkflow();
    const first = trial.modules();
    trial.startWorkflow();
    const second = trial.modules();
    if (second.size === 0 || second.size !== first.size) return 'a second workflow does not load its own modules';
    for (const [id, module] of second) if (first.get(id) === module) return `two workflows share the module '${id}'`;
  } catch {
    // The check of the bundle reports what the user's files throw.
  }
  return undefined;
}

// --- internal ---

let refusal: string | undefined;
let isProved = false;
let isLogged = false;
