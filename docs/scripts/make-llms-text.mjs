import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sections } from '../.vitepress/sections.mjs';
import { docs } from './paths.mjs';

/** Writes `llms.txt`, a map of the site for language models, and `llms-full.txt`, all of its pages in one. */
export function makeLlmsText() {
  const read = (page) => readFileSync(join(docs, `${page}.md`), 'utf8');
  const lists = sections.map(({ title, pages }) => {
    const items = pages.map((page) => {
      const [, name = page] = /^# (.+)$/m.exec(read(page)) ?? [];
      return `- [${name}](/${page}.md): ${firstSentence(read(page))}`;
    });
    return `## ${title}\n\n${items.join('\n')}`;
  });
  const head = `# Temporal Functions\n\n> Write functions and triggers in TypeScript; run them durably on Temporal.`;
  mkdirSync(join(docs, 'public'), { recursive: true });
  writeFileSync(join(docs, 'public/llms.txt'), `${[head, ...lists].join('\n\n')}\n`);
  const pages = sections.flatMap((section) => section.pages);
  writeFileSync(join(docs, 'public/llms-full.txt'), pages.map(read).join('\n\n'));
}

// --- internal ---

/** Of the first paragraph. */
function firstSentence(markdown) {
  const paragraphs = markdown.split(/\n{2,}/).slice(1);
  const text = paragraphs.find((part) => /^[A-Z`]/.test(part) && !part.startsWith('```'))?.replaceAll('\n', ' ') ?? '';
  return /^.*?[.:](?= |$)/.exec(text)?.[0].replace(/:$/, '.') ?? text;
}
