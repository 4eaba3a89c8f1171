import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const docs = join(__dirname, '../docs');
const site = join(docs, '.vitepress/dist');

describe('the documentation as a site', () => {
  // A broken link fails the build.
  beforeAll(() => {
    execFileSync('npm', ['run', '--silent', 'site'], { cwd: docs, stdio: ['ignore', 'ignore', 'inherit'] });
  }, 900_000);

  it('has every page of the folder in its sidebar', () => {
    const sections = readFileSync(join(docs, '.vitepress/sections.mjs'), 'utf8');
    const pages = ['', 'reference'].flatMap((folder) =>
      readdirSync(join(docs, folder))
        .filter((name) => name.endsWith('.md') && name !== 'index.md')
        .map((name) => join(folder, name.slice(0, -'.md'.length))),
    );
    expect(pages.filter((page) => !sections.includes(`'${page}'`))).toEqual([]);
  });

  it('documents the API from the sources, the commands from their help, and every setting', () => {
    expect(readFileSync(join(docs, 'reference/cli.md'), 'utf8')).toMatch(/## `tfn dev`[^]*Usage: tfn dev/);
    expect(readFileSync(join(docs, 'reference/config.md'), 'utf8')).toContain('| `temporal.address` | `host:port`.');
    expect(readdirSync(join(docs, 'reference/api'), { recursive: true }).join('\n')).toMatch(/WorkflowContext\.md/);
  });

  it('can be searched without a server', () => {
    const [index = ''] = readdirSync(join(site, 'assets/chunks')).filter((name) =>
      name.startsWith('@localSearchIndexroot'),
    );
    const text = readFileSync(join(site, 'assets/chunks', index), 'utf8');
    for (const word of ['TFN_SANDBOX_MODULE', 'startToCloseTimeout', 'waitForSignal']) expect(text).toContain(word);
  });

  it('requests nothing from other hosts', () => {
    const pages = readdirSync(site, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'));
    const loads = pages.flatMap((file) => [
      ...readFileSync(join(site, file), 'utf8').matchAll(/<(?:script|link|img)[^>]+(?:src|href)="(https?:[^"]+)"/g),
    ]);
    expect(loads.map(([, url]) => url)).toEqual([]);
  });

  it('has a map for language models', () => {
    expect(readFileSync(join(site, 'llms.txt'), 'utf8')).toContain('- [Getting started](/getting-started.md)');
    expect(readFileSync(join(site, 'llms-full.txt'), 'utf8')).toContain('# HTTP triggers');
  });
});
