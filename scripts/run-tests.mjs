import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError, runTool } from './run.mjs';

/**
 * Runs jest on what is built, and prints the totals of all projects as the last line. The tests have a temporary folder
 * of their own, so that nothing of them stays when they are interrupted.
 * @throws {CommandError} when a test fails
 */
export async function runTests(args) {
  const directory = mkdtempSync(join(tmpdir(), 'tfn-test-'));
  // Tests start programs as other users, who must get through to what is theirs.
  chmodSync(directory, 0o711);
  const file = join(directory, 'totals.json');
  const temporary = join(directory, 'tmp');
  mkdirSync(temporary);
  let failure;
  try {
    const env = { TFN_TEST_TOTALS: file, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
    await runTool('jest', args, { env });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    failure = error;
  } finally {
    const totals = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
    // Servers that end with the tests may still write their last lines.
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    if (totals !== undefined) console.log(`tests: ${totals.passed} passed, ${totals.failed} failed`);
  }
  if (failure !== undefined) throw failure;
}
