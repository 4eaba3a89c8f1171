import { writeFileSync } from 'node:fs';

/** Writes the totals of all projects where scripts/test.mjs reads them, which prints them as its last line. */
export default class TotalsReporter {
  onRunComplete(_contexts, results) {
    const file = process.env.TFN_TEST_TOTALS;
    if (file === undefined) return;
    // A file that could not even be loaded ran no test, and still is a failure.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    writeFileSync(file, JSON.stringify({ passed: results.numPassedTests, failed }));
  }
}
