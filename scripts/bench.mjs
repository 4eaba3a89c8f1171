// `pnpm bench <name …>`: sets everything up and runs benches of `bench/`, one after another; without a name, all of them.
import './check-node.mjs';

async function main(names) {
  const { existsSync, readdirSync } = await import('node:fs');
  const { join } = await import('node:path');
  const { root, run } = await import('./run.mjs');
  const { setUp, acquireTemporal } = await import('./setup.mjs');
  const known = readdirSync(join(root, 'bench'))
    .filter((file) => /^[a-z-]+\.ts$/.test(file))
    .map((file) => file.slice(0, -'.ts'.length));
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`No bench is named '${unknown.join("', '")}'. Available: ${known.join(', ')}.`);
  await setUp();
  if (!existsSync(process.env.TFN_TEMPORAL_CLI || '')) process.env.TFN_TEMPORAL_CLI = await acquireTemporal();
  for (const name of names.length > 0 ? names : known) {
    console.log(`\n— ${name} —`);
    await run(process.execPath, [join('bench', 'dist', `${name}.js`)]);
  }
}

void import('./run.mjs').then(({ runMain }) => runMain(main));
