// `npm run demo`: sets everything up and runs the ecommerce example, end to end, on a real Temporal server.
import './check-node.mjs';

Promise.all([import('./run.mjs'), import('./setup.mjs')]).then(([{ run, runMain }, { setUp, acquireTemporal }]) =>
  runMain(async (args) => {
    await setUp();
    const path = await acquireTemporal();
    await run(process.execPath, ['examples/ecommerce/dist/demo/main.js', ...args], { env: { TFN_TEMPORAL_CLI: path } });
  }),
);
