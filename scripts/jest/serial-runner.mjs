import runnerModule from 'jest-runner';

const TestRunner = runnerModule.default ?? runnerModule;

/** Runs a project's test files one after another, each in a fresh process: what one leaks, the next never sees. */
export default class SerialRunner extends TestRunner {
  constructor(globalConfig, context) {
    super({ ...globalConfig, maxWorkers: 1, workerIdleMemoryLimit: 0 }, context);
  }

  runTests(tests, watcher, options) {
    return super.runTests(tests, watcher, { ...options, serial: false });
  }
}
