import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';
import { sections } from './sections.mjs';

const docs = join(import.meta.dirname, '..');

/** A page's own title, so that the sidebar never says another. */
function titleOf(page) {
  return /^# (.+)$/m.exec(readFileSync(join(docs, `${page}.md`), 'utf8'))?.[1].replaceAll('`', '') ?? page;
}

export default defineConfig({
  title: 'Temporal Functions',
  description: 'Write functions and triggers; run them durably on Temporal.',
  cleanUrls: true,
  srcExclude: ['decisions/template.md'],
  outDir: '../docs/.vitepress/dist',
  // Links out of the site, into the repository, are those of its readers there.
  ignoreDeadLinks: [
    /^https?:\/\/localhost/,
    /^(\.\/)?(\.\.\/)+(?!reference|decisions)/,
    /SECURITY|CONTRIBUTING|examples\//,
  ],
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Start', link: '/getting-started' },
      { text: 'Guides', link: '/http' },
      { text: 'Reference', link: '/reference/errors' },
    ],
    sidebar: sections.map(({ title, pages }) => ({
      text: title,
      items: pages.map((page) => ({ text: titleOf(page), link: `/${page}` })),
    })),
    outline: [2, 3],
  },
});
