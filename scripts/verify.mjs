// `pnpm verify` runs everything that CI runs. `--no-tests` skips the tests.
import './check-node.mjs';

async function main(args) {
  const { run, runTool } = await import('./run.mjs');
  const { setUp, acquireTemporal, runTurbo } = await import('./setup.mjs');
  const { runTests } = await import('./run-tests.mjs');
  const script = (name) => run(process.execPath, [`scripts/${name}.mjs`]);

  await setUp();
  process.env.TFN_TEMPORAL_CLI = await acquireTemporal();
  const steps = {
    format: () => runTool('oxfmt', ['--check']),
    lint: () => run('pnpm', ['run', '--silent', 'lint']),
    types: () => run('pnpm', ['run', '--silent', 'typecheck']),
    'type tests': () => run('pnpm', ['run', '--silent', 'test:types']),
    'types for older compilers': () => script('check-types-compat'),
    'package checks': () => runTurbo('check'),
    'unused code and dependencies': () => runTool('knip', []),
    'packed packages': () => script('smoke-test'),
    tests: () => runTests(['fast', 'system']),
  };
  for (const [name, check] of Object.entries(steps)) {
    if (name === 'tests' && args.includes('--no-tests')) continue;
    console.log(`\n=== ${name}`);
    await check();
  }
}

void import('./run.mjs').then(({ runMain }) => runMain(main));
