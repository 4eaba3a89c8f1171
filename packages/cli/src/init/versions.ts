/** The versions of a new project's other dependencies; a test keeps them equal to this repository's catalog. */
export const versions: Readonly<Record<string, string>> = {
  '@swc/core': '^1.16.22',
  '@swc/jest': '^0.2.39',
  '@temporalio/activity': '^1.24.0',
  '@temporalio/client': '^1.24.0',
  '@temporalio/common': '^1.24.0',
  '@temporalio/testing': '^1.24.0',
  '@temporalio/worker': '^1.24.0',
  '@temporalio/workflow': '^1.24.0',
  '@types/express': '^5.0.6',
  '@types/jest': '^30.0.0',
  '@types/node': '^20.19.0',
  express: '^5.3.0',
  jest: '^30.5.2',
  turbo: '~2.11.11',
  typescript: '7.0.2',
};
