import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { typeCheck } from './support/type-check.ts';

const root = join(__dirname, '..');
const guides = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  'docs/reference/errors.md',
  ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}/README.md`),
];

describe('the TypeScript of the README and the guides', () => {
  it('exists', () => {
    expect(guides.flatMap(samplesOf).length).toBeGreaterThan(15);
  });

  it('compiles', () => {
    const directory = mkdtempSync(join(tmpdir(), 'tfn-docs-'));
    try {
      for (const file of ['functions.ts', 'context.d.ts'])
        copyFileSync(join(root, 'test/docs', file), join(directory, file));
      for (const { guide, line, code } of guides.flatMap(samplesOf))
        writeFileSync(join(directory, `${guide.replaceAll('/', '-')}.${line}.ts`), code);
      linkLibraries(directory);
      writeFileSync(join(directory, 'package.json'), '{ "type": "module" }');
      writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(createConfig(directory)));
      expect(typeCheck(directory)).toEqual([]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  }, 300_000);
});

interface Sample {
  guide: string;
  /** The line on which the sample begins. */
  line: number;
  /** The sample at the same line numbers as in the guide, after the imports of the guide's earlier samples. */
  code: string;
}

function samplesOf(guide: string): Sample[] {
  const text = readFileSync(join(root, guide), 'utf8');
  const imports = new Map<string, string>();
  return [...text.matchAll(/^```ts\n([^]*?)^```$/gm)].map(({ index, 1: block = '' }) => {
    const line = text.slice(0, index).split('\n').length + 1;
    const code = block.replaceAll(/(from |import |import\()(['"])(?:\.|@my\/)[^'"]*\2/g, "$1'./functions.ts'");
    const own = importsOf(code);
    const before = [...imports].filter(([name]) => !own.has(name) && new RegExp(`\\b${name}\\b`).test(code));
    for (const [name, statement] of own) imports.set(name, statement);
    const head = [...new Set(before.map(([, statement]) => statement)), 'export {};'].join(' ');
    return { guide, line, code: `${head}${'\n'.repeat(line - 1)}${code}` };
  });
}

/** The import of each name. */
function importsOf(code: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const { 0: statement, 1: names = '', 2: from = '' } of code.matchAll(/^import ([^'"]+) from '([^']+)';$/gm)) {
    const namespace = /\* as (\w+)/.exec(names)?.[1];
    if (namespace !== undefined) found.set(namespace, statement);
    else
      for (const name of names
        .replaceAll(/[{}\s]/g, ',')
        .split(',')
        .filter((part) => part !== '' && part !== 'type'))
        found.set(name, names.includes('{') ? `import { ${name} } from '${from}';` : `import ${name} from '${from}';`);
  }
  return found;
}

function createConfig(directory: string): object {
  const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as {
    compilerOptions: { paths: Record<string, string[]> };
  };
  const paths = Object.entries(compilerOptions.paths).map(([name, [path = '']]) => [name, [join(root, path)]]);
  return {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      typeRoots: [join(root, 'node_modules/@types')],
      paths: Object.fromEntries(paths),
    },
    include: [join(directory, '*.ts')],
    exclude: [],
  };
}

/** Links the other packages that the samples import, as installed for the packages of this repository. */
function linkLibraries(directory: string): void {
  const folders = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name, 'node_modules'));
  const imports = guides.flatMap(samplesOf).flatMap(({ code }) => [...code.matchAll(/ from '([^'.]+)'/g)]);
  for (const name of new Set(imports.map(([, from = '']) => from))) {
    const installed = [`@types/${name}`, name]
      .flatMap((from) => folders.map((folder) => join(folder, from)))
      .find((path) => existsSync(path));
    if (installed === undefined || name.startsWith('@tfn/')) continue;
    const link = join(directory, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(installed, link);
  }
}
