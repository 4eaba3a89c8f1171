import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The pages in the order in which one reads them; `test/docs-site.test.ts` sees that none is missing. */
export const sections = [
  { title: 'Start', pages: ['getting-started', 'concepts', 'faq'] },
  {
    title: 'Guides',
    pages: [
      'client',
      'http',
      'webhooks',
      'frameworks',
      'schedules',
      'schemas',
      'signals',
      'sagas',
      'values',
      'errors-and-retries',
      'cancellation',
      'testing',
      'dev',
      'cli',
      'bundling',
      'embedded-server',
      'monorepo',
      'migrating',
      'raw-temporal',
    ],
  },
  { title: 'Production', pages: ['deploy', 'observability', 'reliability', 'containers', 'security'] },
  { title: 'About', pages: ['performance', 'comparison'] },
  { title: 'Reference', pages: ['reference/api/index', 'reference/cli', 'reference/config', 'reference/errors'] },
  { title: 'Decisions', pages: decisions() },
];

function decisions() {
  return readdirSync(join(import.meta.dirname, '../decisions'))
    .filter((name) => /^\d/.test(name))
    .map((name) => `decisions/${name.slice(0, -'.md'.length)}`);
}
