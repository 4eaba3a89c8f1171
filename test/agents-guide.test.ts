import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');

describe.each(['AGENTS.md', 'CONTRIBUTING.md'])('%s', (file) => {
  const guide = readFileSync(join(root, file), 'utf8');
  const paths = [...guide.matchAll(/`([^`\s]+)`/g)]
    .map(([, code]) => code ?? '')
    .filter(
      (code) => !code.startsWith('@') && (code.includes('/') || /^\.?[\w-]+\.(md|json|ya?ml|mjs|ts)$/.test(code)),
    );

  it('names paths', () => {
    expect(paths.length).toBeGreaterThan(5);
  });

  it.each(paths)('names %s, which exists', (path) => {
    expect(existsSync(join(root, path))).toBe(true);
  });
});
