import { isTfnError } from '@tfn/core';
import type { BundleOptions } from '../bundle-options.ts';
import type { BundlePlan } from '../plan/bundle-plan.ts';
import { linkBundle } from './linker.ts';
import { isKnownSdk, sdkVersion } from '../../sdk/version.ts';
import { createTrial } from '../check/sandbox-trial.ts';

/**
 * Bundles by the linker, whose form of bundle Temporal does not document; undefined, and one line in the log, where that form is
 * not known to be right: on an SDK that it was not tried with, or when a first bundle shows that workflows share modules.
 * @throws {TfnError} what is wrong with the user's files
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
  if (!isTold) options.logger?.info(`Workflows are bundled by the SDK's bundler, which takes longer: ${refusal}`);
  isTold = true;
  return undefined;
}

/** Why a version of the SDK is not trusted with the fast path; '' when it is. */
export function refuseVersion(version: string): string {
  return isKnownSdk(version) ? '' : `the fast bundler was not tried with @temporalio/worker ${version}`;
}

/** Runs the start of two workflows; tells what the second found of the first, undefined when nothing. */
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
    // What the user's files throw is told by the check of the bundle.
  }
  return undefined;
}

// --- internal ---

let refusal: string | undefined;
let isProved = false;
let isTold = false;
