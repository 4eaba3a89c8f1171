import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');

interface Manifest {
  readonly name: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly publishConfig?: object;
}

const packages = readdirSync(join(root, 'packages')).map(
  (name) => JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as Manifest,
);

describe.each(packages)('$name', ({ name, scripts = {}, dependencies = {}, publishConfig }) => {
  it('runs no scripts on installation', () => {
    const installing = ['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare'];
    expect(Object.keys(scripts).filter((script) => installing.includes(script))).toEqual([]);
  });

  it('is published publicly, with provenance', () => {
    expect(publishConfig).toMatchObject({ access: 'public', provenance: true });
  });

  it('has no third-party dependency that SECURITY.md does not name', () => {
    const text = readFileSync(join(root, 'SECURITY.md'), 'utf8');
    const others = Object.keys(dependencies).filter((other) => !/^@(?:tfn|temporalio)\//.test(other));
    expect([name, others.filter((other) => !text.includes(`\`${other}\``))]).toEqual([name, []]);
  });
});
