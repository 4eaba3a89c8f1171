// `npm test [-- <jest arguments>]`: sets everything up, runs every test, and ends with the line
// `tests: N passed, N failed`.
import './check-node.mjs';

async function main(args) {
  const { setUp, acquireTemporal } = await import('./setup.mjs');
  const { runTests } = await import('./run-tests.mjs');
  await setUp();
  process.env.TFN_TEMPORAL_CLI = await acquireTemporal();
  await runTests(args);
}

void import('./run.mjs').then(({ runMain }) => runMain(main));
