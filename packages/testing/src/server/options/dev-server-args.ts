import type { DevServerOptions } from './dev-server-options.ts';
import { loopback } from '../launch/free-port.ts';

/**
 * Dynamic config that makes the dev server fast, and turns on what Temporal has but leaves off; docs/embedded-server.md has the figures.
 * The stock server reads its queues 20 times a second, which adds up to 50 ms to every step of a workflow. It lets a timer fire up to a
 * second late, to allow for clocks that differ between the hosts of a cluster, and keeps a second between two runs of a workflow that
 * continues as new. Older servers ignore the keys that they do not know.
 */
export const fastDynamicConfig: Readonly<Record<string, unknown>> = {
  'history.transferProcessorMaxPollRPS': 1000,
  'history.timerProcessorMaxPollRPS': 1000,
  'history.timerProcessorMaxTimeShift': '1ms',
  'history.visibilityProcessorMaxPollRPS': 1000,
  'history.workflowIdReuseMinimalInterval': '1ms',
  'system.enableActivityEagerExecution': true,
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
  'matching.enableFairness': true,
  'frontend.enableCancelWorkerPollsOnShutdown': true,
  'frontend.WorkflowPauseEnabled': true,
  'frontend.WorkflowTimeSkippingEnabled': true,
};

export interface DevServerPorts {
  readonly grpc: number;
  readonly http: number;
  /** Without it: no Web UI. */
  readonly ui?: number;
}

/** The arguments of `temporal` that start the dev server with these options. */
export function devServerArgs(options: DevServerOptions, ports: DevServerPorts): string[] {
  const dynamicConfig = Object.entries({ ...fastDynamicConfig, ...options.dynamicConfig });
  const flags: [flag: string, value: string][] = [
    ['--ip', loopback],
    ['--port', String(ports.grpc)],
    ['--http-port', String(ports.http)],
    ['--log-level', options.logLevel ?? 'warn'],
  ];
  if (ports.ui !== undefined) flags.push(['--ui-port', String(ports.ui)]);
  if (options.dbFilename !== undefined) {
    flags.push(['--db-filename', options.dbFilename], ['--sqlite-pragma', 'journal_mode=wal']);
  }
  for (const namespace of namespacesOf(options)) flags.push(['--namespace', namespace]);
  for (const [key, value] of dynamicConfig) {
    if (value === null || value === undefined) continue;
    flags.push(['--dynamic-config-value', `${key}=${JSON.stringify(value)}`]);
  }
  for (const [name, type] of Object.entries(options.searchAttributes ?? {})) {
    flags.push(['--search-attribute', `${name}=${type}`]);
  }
  const headless = ports.ui === undefined ? ['--headless'] : [];
  return ['server', 'start-dev', ...headless, ...flags.flat(), ...(options.extraArgs ?? [])];
}

// --- internal ---

/** The namespaces to create; the server itself always creates 'default'. */
function namespacesOf(options: DevServerOptions): string[] {
  const wanted = [options.namespace ?? 'default', ...(options.namespaces ?? [])];
  return [...new Set(wanted)].filter((namespace) => namespace !== 'default');
}
