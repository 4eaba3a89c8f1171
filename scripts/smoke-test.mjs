// Installs the packages the way users do, from packed tarballs, into a CommonJS and an ESM project outside of this
// repository, and runs a small program in each.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run, runMain } from './run.mjs';

await runMain(async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tfn-smoke-'));
  try {
    const tarballs = await packAll(join(directory, 'tarballs'));
    for (const type of ['commonjs', 'module']) {
      const project = join(directory, type);
      writeProject(project, type, tarballs);
      await run('pnpm', ['install', '--silent', '--prefer-offline', '--ignore-scripts'], { cwd: project });
      await run(process.execPath, ['main.js'], { cwd: project });
      console.log(`${type}: fine`);
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
});

/** Packs every package; resolves to the tarball of each name. */
async function packAll(destination) {
  mkdirSync(destination);
  const tarballs = {};
  for (const folder of readdirSync(join(root, 'packages'))) {
    const cwd = join(root, 'packages', folder);
    const { name, version } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'));
    await run('pnpm', ['pack', '--pack-destination', destination], { cwd, capture: true });
    tarballs[name] = `file:${join(destination, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`)}`;
  }
  return tarballs;
}

/** The tarballs also stand in for what they depend on of each other, which no registry has. Peers come by themselves. */
function writeProject(project, type, tarballs) {
  cpSync(join(root, 'scripts', 'smoke', type), project, { recursive: true });
  const manifest = { name: 'smoke', private: true, type, dependencies: tarballs, pnpm: { overrides: tarballs } };
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest));
}
