import { writeFileSync } from 'node:fs';

/** Writes the totals of a run to the file from which scripts/run-tests.mjs reads them. */
export default class TotalsReporter {
  onRunComplete(_contexts, results) {
    const file = process.env.TFN_TEST_TOTALS;
    if (file === undefined) return;
    // A file that failed to load ran no test, but still counts as a failure.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    writeFileSync(file, JSON.stringify({ passed: results.numPassedTests, failed }));
  }
}
