import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Application } from 'typedoc';
import { docs, repository } from './paths.mjs';

/** Writes a page for each export of each package, below `reference/api`; resolves to what TypeDoc found. */
export async function makeApi() {
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    entryPoints: entryPoints(),
    tsconfig: join(docs, 'tsconfig.json'),
    out: join(docs, 'reference/api'),
    readme: 'none',
    name: 'API',
    router: 'member',
    entryFileName: 'index',
    hideBreadcrumbs: true,
    hidePageHeader: true,
    excludeInternal: true,
    excludePrivate: true,
    disableSources: true,
    skipErrorChecking: true,
    validation: { notExported: false, invalidLink: false, rewrittenLink: false },
    logLevel: 'Error',
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('TypeDoc could not read the packages.');
  // By what one imports, not by where the source lies.
  for (const module of project.children ?? []) module.name = `@tfn/${module.name.replace('/src', '')}`;
  await app.generateOutputs(project);
  return project;
}

/** The entries of every package, but those that only name others or are for our own packages. */
function entryPoints() {
  return readdirSync(join(repository, 'packages'))
    .filter((name) => name !== 'temporal-functions')
    .flatMap((name) => {
      const folder = join(repository, 'packages', name);
      const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      return Object.keys(exports)
        .filter((entry) => !/internal|package\.json|jest-preset|worker\/workflow$/.test(entry))
        .map((entry) => join(folder, 'src', entry, 'index.ts'))
        .filter((file) => existsSync(file));
    });
}
