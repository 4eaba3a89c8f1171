import { isTfnError } from '@tfn/core';
import { assertNodeVersion } from '@tfn/core/internal';
import { discoverFiles } from '../project/load/discover-files.ts';
import { readDevState } from '../project/dev-state.ts';
import { isPortFree } from '../project/ports.ts';
import type { Check, Finding } from './finding.ts';
import { ok } from './finding.ts';
import { checkCopies, checkPackages, checkVersions } from './package-checks.ts';
import { checkClock, checkTemporal } from './temporal-checks.ts';
import { checkTypeScript } from './typescript-check.ts';

/** The checks of `tfn doctor`, in order. */
export const checks: readonly Check[] = [
  { name: 'Node', check: () => toFinding(() => assertNodeVersion(), process.versions.node) },
  { name: 'Packages', check: checkPackages },
  { name: 'Versions', check: checkVersions },
  { name: 'Copies of @tfn/core', check: checkCopies },
  { name: 'TypeScript', check: checkTypeScript },
  {
    name: 'Functions',
    check: ({ root, functions }) => {
      let count = 0;
      return toFinding(
        () => (count = discoverFiles(root, functions).files.length),
        () => `${count} files`,
      );
    },
  },
  {
    name: 'HTTP port',
    check: async ({ root, http: { port, host } }) => {
      if (await isPortFree(port, host)) return ok(`${port} is free`);
      if (readDevState(root) !== undefined) return ok(`${port} is used by the running tfn dev`);
      return {
        state: 'warning',
        detail: `${port} is taken`,
        fix: 'Free it, or set another port: --port, PORT, or http.port in tfn.config.ts',
      };
    },
  },
  { name: 'Temporal', check: checkTemporal },
  { name: 'Clock', check: checkClock },
];

// --- internal ---

/** Turns what a check throws into a failed finding. */
function toFinding(check: () => unknown, detail: string | (() => string)): Finding {
  try {
    check();
    return ok(typeof detail === 'string' ? detail : detail());
  } catch (error) {
    if (!isTfnError(error)) throw error;
    return { state: 'failed', detail: error.message };
  }
}
