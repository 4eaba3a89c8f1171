// `npm test [-- <jest arguments>]`: sets everything up, runs every test, and ends with the line
// `tests: N passed, N failed`.
import './check-node.mjs';

Promise.all([import('./run.mjs'), import('./setup.mjs'), import('./run-tests.mjs')]).then(
  ([{ runMain }, { setUp, acquireTemporal }, { runTests }]) =>
    runMain(async (args) => {
      await setUp();
      await acquireTemporal();
      await runTests(args);
    }),
);
