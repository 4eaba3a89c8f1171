import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type * as serverPackage from '@tfn/testing/server';
import type { DevServer } from '@tfn/testing/server';
import { definedOnly } from '@tfn/core/internal';
import type { ResolvedConfig } from '../../config/resolve-config.ts';
import { projectPackages } from '../../project/load-package.ts';
import { isPortFree } from '../../project/ports.ts';

/** The Temporal that `tfn dev` uses. */
export interface DevTemporal {
  readonly address: string;
  readonly namespace: string;
  readonly uiUrl: string | undefined;
  /** Whether it accepts connections now. */
  answers(): Promise<boolean>;
  stop(): Promise<void>;
}

export interface TemporalEvents {
  onProgress(line: string): void;
  onGone(): void;
  onBack(): void;
}

/** Uses the configured Temporal, else starts the embedded one and restarts it when it ends. Reports when Temporal is gone and when it is back. */
export async function openTemporal(config: ResolvedConfig, events: TemporalEvents): Promise<DevTemporal> {
  const { address, namespace = 'default' } = config.temporal;
  if (address !== undefined) {
    const monitor = startMonitor(address, events);
    return {
      ...{ address, namespace, uiUrl: undefined },
      answers: () => accepts(address),
      stop: async () => monitor.stop(),
    };
  }
  const options = await embeddedOptions(config);
  const { startDevServer } = projectPackages(config.root).load<typeof serverPackage>(
    '@tfn/testing/server',
    'The embedded Temporal of tfn dev',
  );
  let server: DevServer = await startDevServer({ ...options, onProgress: events.onProgress });
  const again = { ...options, port: server.port, ...definedOnly({ uiPort: server.uiPort }) };
  let stopping = false;
  let restarting: Promise<void> | undefined;
  const restart = async (): Promise<void> => {
    await server.stop();
    while (!stopping) {
      try {
        server = await startDevServer(again);
        if (stopping) await server.stop();
        return;
      } catch (error) {
        events.onProgress(error instanceof Error ? error.message : String(error));
        await sleep(RESTART_DELAY);
      }
    }
  };
  const monitor = startMonitor(server.address, {
    ...events,
    onGone() {
      events.onGone();
      restarting ??= restart().finally(() => (restarting = undefined));
    },
  });
  return {
    address: server.address,
    namespace: server.namespace,
    uiUrl: server.uiUrl,
    answers: () => accepts(server.address),
    async stop() {
      stopping = true;
      monitor.stop();
      await restarting;
      await server.stop();
    },
  };
}

// --- internal ---

const DEFAULT_PORT = 7233;
const CHECK_INTERVAL = 500;
const MAX_PROBES = 3;
/** Milliseconds between a failed start and the next. */
const RESTART_DELAY = 2000;

async function embeddedOptions({
  dev,
  temporal,
}: ResolvedConfig): Promise<Parameters<typeof serverPackage.startDevServer>[0]> {
  const port = dev.temporalPort ?? ((await isPortFree(DEFAULT_PORT)) ? DEFAULT_PORT : undefined);
  return definedOnly({
    port,
    ui: dev.ui,
    uiPort: dev.ui ? dev.uiPort : undefined,
    dbFilename: dev.dbFilename,
    namespace: temporal.namespace,
  });
}

function startMonitor(
  address: string,
  { onGone, onBack }: Pick<TemporalEvents, 'onGone' | 'onBack'>,
): { stop(): void } {
  let there = true;
  let stopped = false;
  const check = async (): Promise<void> => {
    const answers = await accepts(address);
    if (stopped) return;
    if (there !== answers) {
      there = answers;
      if (answers) onBack();
      else onGone();
    }
    timer = setTimeout(() => void check(), CHECK_INTERVAL);
  };
  let timer = setTimeout(() => void check(), CHECK_INTERVAL);
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** Probes several times, because a suspended process takes its own pause for a missing answer. */
async function accepts(address: string): Promise<boolean> {
  for (let question = 1; question <= MAX_PROBES; question += 1) {
    const answer = await ask(address);
    if (answer !== 'nothing') return answer === 'accepted';
  }
  return false;
}

function ask(address: string): Promise<'accepted' | 'refused' | 'nothing'> {
  const colon = address.lastIndexOf(':');
  return new Promise((done) => {
    const socket = connect({ host: address.slice(0, colon), port: Number(address.slice(colon + 1)), timeout: 2000 });
    const answer = (what: 'accepted' | 'refused' | 'nothing'): void => {
      socket.destroy();
      done(what);
    };
    socket
      .once('connect', () => answer('accepted'))
      .once('timeout', () => answer('nothing'))
      .once('error', () => answer('refused'));
  });
}
