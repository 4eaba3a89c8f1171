const shared = {
  rootDir: import.meta.dirname,
  // Not in the temporary folder, which differs from run to run.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  modulePathIgnorePatterns: ['/dist/'],
  testEnvironment: 'node',
  setupFilesAfterEnv: ['<rootDir>/scripts/jest/timeout.cjs'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  // Tests run our source. Temporal's bundler reads the build, which `npm test` makes first.
  moduleNameMapper: {
    '^@tfn/([a-z-]+)$': '<rootDir>/packages/$1/src/index.ts',
    '^@shop/([a-z-]+)$': '<rootDir>/examples/ecommerce/packages/$1/src/index.ts',
    '^@tfn/([a-z-]+)/([a-z-]+)$': '<rootDir>/packages/$1/src/$2/index.ts',
    '^temporal-functions$': '<rootDir>/packages/temporal-functions/src/index.ts',
    '^temporal-functions/([a-z-]+)$': '<rootDir>/packages/temporal-functions/src/$1.ts',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
};

/** All test files with a suffix. */
const filesNamed = (suffix) => [`<rootDir>/{packages,examples}/*/test/**/*${suffix}`, `<rootDir>/test/**/*${suffix}`];

/** One Temporal dev server for all test files of a run. */
const withServer = {
  globalSetup: '<rootDir>/scripts/jest/shared-setup.mjs',
  globalTeardown: '<rootDir>/scripts/jest/shared-teardown.mjs',
};

export default {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: filesNamed('.test.ts'),
      testPathIgnorePatterns: ['/node_modules/', '/test/projects/', '\\.(server|system)\\.test\\.ts$'],
    },
    { ...shared, ...withServer, displayName: 'server', testMatch: filesNamed('.server.test.ts') },
    { ...shared, ...withServer, displayName: 'system', testMatch: filesNamed('.system.test.ts') },
  ],
  maxWorkers: 2,
  testSequencer: '<rootDir>/scripts/jest/sequencer.cjs',
  // Processes are reused by many test files; one that has grown beyond this is replaced.
  workerIdleMemoryLimit: '1500MB',
  reporters: ['default', '<rootDir>/scripts/jest/totals-reporter.mjs'],
};
