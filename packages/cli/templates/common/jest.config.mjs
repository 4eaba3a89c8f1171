export default {
  testMatch: ['**/*.test.ts'],
  // The first test of a file starts a Temporal and bundles the workflows.
  testTimeout: 60_000,
  modulePathIgnorePatterns: ['/dist/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
};
