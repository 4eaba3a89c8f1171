const shared = {
  rootDir: import.meta.dirname,
  // Not in the temporary folder, which is another for each run.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  modulePathIgnorePatterns: ['/dist/'],
  testEnvironment: 'node',
  setupFilesAfterEnv: ['<rootDir>/scripts/jest/timeout.cjs'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  // Tests run our source. What Temporal's own bundler reads is the build: `npm test` makes it first.
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

export default {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{packages,examples}/*/test/**/*.test.ts', '<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '/test/projects/', '\\.server\\.test\\.ts$'],
    },
    {
      ...shared,
      displayName: 'server',
      testMatch: ['<rootDir>/{packages,examples}/*/test/**/*.server.test.ts', '<rootDir>/test/**/*.server.test.ts'],
      runner: '<rootDir>/scripts/jest/serial-runner.mjs',
      globalSetup: '<rootDir>/scripts/jest/server-setup.mjs',
      globalTeardown: '<rootDir>/scripts/jest/server-teardown.mjs',
    },
  ],
  reporters: ['default', '<rootDir>/scripts/jest/totals-reporter.mjs'],
};
