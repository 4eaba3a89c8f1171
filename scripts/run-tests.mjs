import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError, runTool } from './run.mjs';

/** The Jest projects of each tier. */
const tiers = { fast: ['unit', 'server'], system: ['system'] };

/**
 * Runs Jest for the named tiers, one after another, on the existing build. Prints the totals of all of them as the last
 * line. A failing tier does not stop the next one.
 * @throws {CommandError} when a test fails
 */
export async function runTests(names, args = []) {
  const totals = { passed: 0, failed: 0 };
  let failure;
  for (const name of names) {
    const started = performance.now();
    const result = await runTier(tiers[name], args);
    console.log(`The ${name} tier took ${Math.round((performance.now() - started) / 1000)} s.`);
    failure ??= result.failure;
    // Jest itself failed before it could count anything: the totals would be wrong.
    if (result.totals === undefined) throw failure ?? new Error('Jest reported no totals.');
    totals.passed += result.totals.passed;
    totals.failed += result.totals.failed;
  }
  console.log(`tests: ${totals.passed} passed, ${totals.failed} failed`);
  if (failure !== undefined) throw failure;
}

// --- internal ---

/** The tests use a temporary folder of their own, so that an interrupted run leaves nothing behind. */
async function runTier(projects, args) {
  const directory = mkdtempSync(join(tmpdir(), 'tfn-test-'));
  // Some tests start programs as another user, who needs access to the files within.
  chmodSync(directory, 0o711);
  const file = join(directory, 'totals.json');
  const temporary = join(directory, 'tmp');
  mkdirSync(temporary);
  let failure;
  try {
    const env = { TFN_TEST_TOTALS: file, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
    // Last, because Jest takes every argument after this option for a project's name.
    await runTool('jest', [...args, '--selectProjects', ...projects], { env });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    failure = error;
  }
  const totals = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  // Servers that stop with the tests may still write their last lines.
  rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  return { totals, failure };
}
