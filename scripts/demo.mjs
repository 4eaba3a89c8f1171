// `npm run demo`: sets everything up and runs the ecommerce example, end to end, on a real Temporal server.
// `npm run demo -- --keep` keeps it running.
import './check-node.mjs';

async function main(args) {
  const { run } = await import('./run.mjs');
  const { setUp, acquireTemporal } = await import('./setup.mjs');
  await setUp({ only: '@example/ecommerce' });
  process.env.TFN_TEMPORAL_CLI = await acquireTemporal();
  await run(process.execPath, ['examples/ecommerce/dist/demo/main.js', ...args]);
}

void import('./run.mjs').then(({ runMain }) => runMain(main));
