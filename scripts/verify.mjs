// `pnpm verify`: all that CI checks. `--no-tests` leaves the tests out.
import './check-node.mjs';

Promise.all([import('./run.mjs'), import('./setup.mjs'), import('./run-tests.mjs')]).then(
  ([{ root, run, runMain, runTool }, { setUp, acquireTemporal }, { runTests }]) =>
    runMain(async (args) => {
      const node = (script) => run(process.execPath, [`${root}/scripts/${script}`]);
      const steps = [
        ['format', () => runTool('oxfmt', ['--check'])],
        ['lint', () => run('pnpm', ['run', '--silent', 'lint'])],
        ['types', () => runTool('tsc', ['-p', 'tsconfig.json'])],
        ['type tests', () => runTool('tsc', ['--noEmit', '-p', 'tsconfig.types.json'])],
        ['types for older compilers', () => node('check-types-compat.mjs')],
        ['package checks', () => runTool('turbo', ['run', 'check', '--output-logs=errors-only', '--ui=stream'])],
        ['unused code and dependencies', () => runTool('knip', [])],
        ['packed packages', () => node('smoke-test.mjs')],
        ['tests', () => runTests([])],
      ];
      await setUp();
      await acquireTemporal();
      for (const [name, check] of steps) {
        if (name === 'tests' && args.includes('--no-tests')) continue;
        console.log(`\n=== ${name}`);
        await check();
      }
    }),
);
