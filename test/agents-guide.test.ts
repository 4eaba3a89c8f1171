import { existsSync, readdirSync, readFileSync } from 'node:fs';
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

test('CONTRIBUTING.md names every module that relies on internals of the SDK', () => {
  const guide = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const rooms = [
    'packages/worker/src/sdk',
    'packages/worker/src/sandbox/sdk',
    'packages/testing/src/sdk',
    'packages/client/src/sdk',
  ];
  const modules = rooms.flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${room}/${file.replaceAll('\\', '/')}`),
  );
  expect(modules.filter((module) => !guide.includes(`\`${module}\``))).toEqual([]);
});
