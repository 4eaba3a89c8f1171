import { mkdtempSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError, runTool } from './run.mjs';

/**
 * Runs jest on what is built, and prints the totals of all projects as the last line.
 * @throws {CommandError} when a test fails
 */
export async function runTests(args) {
  const directory = mkdtempSync(join(tmpdir(), 'tfn-totals-'));
  const file = join(directory, 'totals.json');
  let failure;
  try {
    await runTool('jest', args, { env: { TFN_TEST_TOTALS: file } });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    failure = error;
  } finally {
    const totals = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
    rmSync(directory, { recursive: true });
    if (totals !== undefined) console.log(`tests: ${totals.passed} passed, ${totals.failed} failed`);
  }
  if (failure !== undefined) throw failure;
}
