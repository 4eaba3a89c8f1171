/** The part of a Jest configuration that the preset sets. */
export interface JestPreset {
  readonly transform: Readonly<Record<string, string>>;
  readonly setupFilesAfterEnv: readonly string[];
  readonly moduleFileExtensions: readonly string[];
  readonly moduleNameMapper: Readonly<Record<string, readonly string[]>>;
  readonly testMatch: readonly string[];
  readonly testTimeout: number;
}

const preset: JestPreset = {
  transform: { '^.+\\.[cm]?tsx?$': require.resolve('./transform') },
  setupFilesAfterEnv: [require.resolve('./setup')],
  moduleFileExtensions: ['ts', 'tsx', 'mts', 'cts', 'js', 'mjs', 'cjs', 'jsx', 'json', 'node'],
  // ES modules import TypeScript files by the names of their output.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.([cm]?)js$': ['$1.$2ts', '$1.$2js'] },
  testMatch: ['**/*.{test,spec}.?([cm])[jt]s?(x)'],
  // The first environment may have to bundle, start a server, and once to install one.
  testTimeout: 60_000,
};

/** A Jest preset: `preset: '@tfn/testing/jest'`. Compiles TypeScript, and adds `toMatchHistory`. */
// oxlint-disable-next-line import/no-default-export -- Jest reads it
export default preset;
