import { isTfnError } from '@tfn/core';
import { assertNodeVersion } from '@tfn/core/internal';
import { discoverFiles } from '../project/discover-files.ts';
import { readDevState } from '../project/dev-state.ts';
import { isPortFree } from '../project/ports.ts';
import type { Check, Finding } from './finding.ts';
import { ok } from './finding.ts';
import { checkCopies, checkPackages, checkVersions } from './package-checks.ts';
import { checkClock, checkTemporal } from './temporal-checks.ts';
import { checkTypeScript } from './typescript-check.ts';

/** What `tfn doctor` looks at, in this order. */
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
      if (readDevState(root) !== undefined) return ok(`${port} is the running tfn dev's`);
      return {
        state: 'warning',
        detail: `${port} is taken`,
        fix: `Free it, or give another: --port, PORT, or http.port in tfn.config.ts`,
      };
    },
  },
  { name: 'Temporal', check: checkTemporal },
  { name: 'Clock', check: checkClock },
];

// --- internal ---

/** A failed finding of what a check throws. */
function toFinding(check: () => unknown, detail: string | (() => string)): Finding {
  try {
    check();
    return ok(typeof detail === 'string' ? detail : detail());
  } catch (error) {
    if (!isTfnError(error)) throw error;
    return { state: 'failed', detail: error.message };
  }
}
