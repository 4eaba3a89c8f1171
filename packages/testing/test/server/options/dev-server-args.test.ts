import { devServerArgs } from '../../../src/server/options/dev-server-args.ts';

const ports = { grpc: 1001, http: 1002 };

/** The values that follow a flag. */
const valuesOf = (args: readonly string[], flag: string): (string | undefined)[] =>
  args.flatMap((arg, index) => (arg === flag ? [args[index + 1]] : []));

test('by default it is fast, in memory, without UI, on loopback', () => {
  const args = devServerArgs({}, ports);
  expect(args.slice(0, 3)).toEqual(['server', 'start-dev', '--headless']);
  expect(valuesOf(args, '--ip')).toEqual(['127.0.0.1']);
  expect(valuesOf(args, '--port')).toEqual(['1001']);
  expect(valuesOf(args, '--http-port')).toEqual(['1002']);
  expect(valuesOf(args, '--db-filename')).toEqual([]);
  expect(valuesOf(args, '--dynamic-config-value')).toEqual(
    expect.arrayContaining([
      'history.transferProcessorMaxPollRPS=1000',
      'history.timerProcessorMaxPollRPS=1000',
      'history.timerProcessorMaxTimeShift="1ms"',
      'history.visibilityProcessorMaxPollRPS=1000',
      'history.workflowIdReuseMinimalInterval="1ms"',
      'system.enableActivityEagerExecution=true',
      'matching.numTaskqueueReadPartitions=1',
      'matching.numTaskqueueWritePartitions=1',
      'matching.enableFairness=true',
      'frontend.enableCancelWorkerPollsOnShutdown=true',
      'frontend.WorkflowPauseEnabled=true',
      'frontend.WorkflowTimeSkippingEnabled=true',
    ]),
  );
});

test('dynamic config of the user replaces a default, null removes one, and values are JSON', () => {
  const args = devServerArgs(
    {
      dynamicConfig: {
        'history.transferProcessorMaxPollRPS': 20,
        'system.enableActivityEagerExecution': null,
        'some.text': 'x',
      },
    },
    ports,
  );
  const values = valuesOf(args, '--dynamic-config-value');
  expect(values).toContain('history.transferProcessorMaxPollRPS=20');
  expect(values).not.toContain('history.transferProcessorMaxPollRPS=1000');
  expect(values.filter((value) => value?.startsWith('system.enableActivityEagerExecution'))).toEqual([]);
  expect(values).toContain('some.text="x"');
});

test('every namespace is created once, and not the one that always exists', () => {
  const args = devServerArgs({ namespace: 'a', namespaces: ['b', 'a', 'default'] }, ports);
  expect(valuesOf(args, '--namespace')).toEqual(['a', 'b']);
});

test('a database file enables write-ahead logging', () => {
  const args = devServerArgs({ dbFilename: 'x.db' }, ports);
  expect(valuesOf(args, '--db-filename')).toEqual(['x.db']);
  expect(valuesOf(args, '--sqlite-pragma')).toEqual(['journal_mode=wal']);
});

test('extra arguments come last', () => {
  const args = devServerArgs({ extraArgs: ['--log-format', 'json'] }, ports);
  expect(args.slice(-2)).toEqual(['--log-format', 'json']);
});
