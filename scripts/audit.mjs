// `npm run audit`: asks the registry for advisories about every package in pnpm-lock.yaml. It fails on each one that SECURITY.md does
// not explain, and when the registry gives no answer. Passes its arguments to pnpm: `-- --prod`.
import './check-node.mjs';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

async function main(args) {
  const { root } = await import('./run.mjs');
  const read = (file) => readFileSync(join(root, file), 'utf8');
  const { packageManager } = JSON.parse(read('package.json'));
  const command = ['exec', '--yes', `--package=${packageManager}`, '--', 'pnpm', 'audit', '--json', ...args];
  // pnpm exits with an error when it finds advisories, so only its output counts.
  const { stdout } = spawnSync('npm', command, {
    ...{ cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'inherit'] },
    shell: process.platform === 'win32',
  });
  const { advisories, metadata, error } = parse(stdout);
  if (advisories === undefined)
    throw new Error(
      `The registry did not answer the audit (${error?.message ?? 'its answer is not JSON'}), so the dependencies are unchecked.\n` +
        'Use another registry: npm run audit -- --config.registry=<its URL>',
    );
  const explained = read('SECURITY.md');
  const found = Object.values(advisories);
  const open = found.filter(({ github_advisory_id: id }) => !explained.includes(id));
  console.log(
    `${metadata.totalDependencies} dependencies, ${found.length} advisories; SECURITY.md explains ${found.length - open.length}.`,
  );
  for (const { github_advisory_id: id, severity, module_name: name, title, findings } of open)
    console.log(`${id} (${severity}) ${name} ${findings.map(({ version }) => version).join(', ')}: ${title}`);
  if (open.length > 0) throw new Error('Update the packages above, or explain in SECURITY.md why they stay.');
}

function parse(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

void import('./run.mjs').then(({ runMain }) => runMain(main));
