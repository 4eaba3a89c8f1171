// `npm test [-- <jest arguments>]` sets everything up, runs the unit and server tests, and prints
// `tests: N passed, N failed` as its last line. `--tier system` runs the system tests instead, `--tier all` runs both tiers.
import './check-node.mjs';

const tiers = { fast: ['fast'], system: ['system'], all: ['fast', 'system'] };

async function main(args) {
  const { setUp, acquireTemporal } = await import('./setup.mjs');
  const { runTests } = await import('./run-tests.mjs');
  const { names, jestArgs } = parse(args);
  await setUp();
  process.env.TFN_TEMPORAL_CLI = await acquireTemporal();
  await runTests(names, jestArgs);
}

function parse([first, tier, ...rest]) {
  if (first !== '--tier')
    return { names: tiers.fast, jestArgs: [first, tier, ...rest].filter((arg) => arg !== undefined) };
  if (!Object.hasOwn(tiers, tier)) throw new Error(`--tier is 'fast', 'system' or 'all', not '${tier}'.`);
  return { names: tiers[tier], jestArgs: rest };
}

void import('./run.mjs').then(({ runMain }) => runMain(main));
