/**
 * Runs the newest version of the user's code that works.
 * I1: at most one version is live; the one before drains when the next is ready, never sooner.
 * I2: a version that fails leaves the live one as it is.
 * I3: a change during a reload starts it anew: only the newest version becomes live.
 * I4: the version before takes no more tasks before the new one gets requests, so that what a request starts runs on new code.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ResolvedConfig } from '../config/resolve-config.ts';
import type { BundleSources } from '../run/project-bundle.ts';
import type { TemporalOptions } from '../project/temporal-options.ts';
import { startBundler } from './bundler-process.ts';
import type { HttpGate } from './http-gate.ts';
import type { FromRunner, InspectAt, LiveProject } from './messages.ts';
import { startRunner } from './runner-process.ts';
import type { RunnerProcess } from './runner-process.ts';

export interface ReloaderInput {
  readonly config: ResolvedConfig;
  readonly temporal: TemporalOptions;
  readonly gate: HttpGate;
  readonly inspect: InspectAt | undefined;
  /** Milliseconds in which every poll ends by itself; 0 when that takes long. */
  readonly pollsEndWithin: number;
  readonly events: ReloaderEvents;
}

export interface ReloaderEvents {
  onLive(live: LiveProject, milliseconds: number): void;
  onFailed(message: string): void;
  onModules(files: readonly string[]): void;
  /** Everything else that a runner tells. */
  onMessage(message: FromRunner): void;
  /** The live process ended by itself. */
  onCrash(): void;
}

export interface Reloader {
  readonly live: LiveProject | undefined;
  reload(): Promise<void>;
  invoke(name: string, input: unknown): void;
  /** Ends every process within this many milliseconds. */
  stop(milliseconds: number): Promise<void>;
}

/** Makes a reloader, which starts a first process to be ready for the first `reload`. */
export function createReloader({ config, temporal, gate, inspect, pollsEndWithin, events }: ReloaderInput): Reloader {
  const processes = new Set<RunnerProcess>();
  let standby: RunnerProcess | undefined;
  let current: { runner: RunnerProcess; live: LiveProject } | undefined;
  let starting: RunnerProcess | undefined;
  const bundler = startBundler(config.root);
  let sources: BundleSources | undefined;
  let packages: readonly string[] = [];
  let stopped = false;

  const spawn = (): RunnerProcess => {
    const runner = startRunner(config.root);
    processes.add(runner);
    runner.onExit(() => {
      processes.delete(runner);
      if (standby === runner) standby = undefined;
      if (current?.runner === runner) {
        current = undefined;
        gate.hold();
        if (!stopped) events.onCrash();
      }
    });
    // One that cannot get ready is of no use later: the next reload starts another.
    runner.onMessage(({ type }) => {
      if (type !== 'failed' || standby !== runner) return;
      standby = undefined;
      void runner.end('kill', 0);
    });
    const { root, telemetry, taskQueue } = config;
    runner.send({ type: 'prepare', root, temporal, telemetry, taskQueue, pollsEndWithin });
    runner.send({ type: 'warm-up', packages });
    return runner;
  };

  const makeLive = async (runner: RunnerProcess, live: LiveProject): Promise<void> => {
    const before = current;
    current = { runner, live };
    const notPolling = before?.runner.next('not-polling').catch(() => undefined);
    void before?.runner.end('drain', drainTime);
    // One that hangs, in an endless loop of a workflow for example, answers nothing any more.
    const late = sleep(pollsEndWithin + answerTime, undefined, { ref: false });
    const answered = await Promise.race([notPolling, late]);
    if (answered === undefined) void before?.runner.end('kill', 0);
    if (inspect !== undefined) runner.send({ type: 'inspect', at: inspect });
    gate.switchTo((socket) => runner.send({ type: 'connection' }, socket));
  };

  const reload = async (): Promise<void> => {
    if (stopped) return;
    const began = performance.now();
    void starting?.end('kill', 0);
    current?.runner.send({ type: 'resume' });
    const runner = standby ?? spawn();
    standby = undefined;
    starting = runner;
    // The workflows are most likely those of before, so bundling need not wait until they are loaded.
    const ahead = sources && { sources, done: bundler.bundle(sources) };
    runner.onMessage((message) => {
      if (message.type === 'loaded') {
        packages = message.packages;
        events.onModules(message.modules);
      } else if (message.type === 'sources') {
        sources = message.sources;
        const isAhead = JSON.stringify(ahead?.sources) === JSON.stringify(sources);
        void (isAhead ? ahead?.done : bundler.bundle(sources))?.then((bundle) =>
          runner.send({ type: 'bundled', bundle }),
        );
      } else if (message.type === 'starting') {
        // Its polls end while the workers of this version are made.
        if (pollsEndWithin > 0) current?.runner.send({ type: 'pause' });
      } else events.onMessage(message);
    });
    runner.send({ type: 'run', config, replayUnless: current?.live.hash });
    const outcome = await runner
      .next('ready', 'failed')
      .catch((error: Error) => ({ type: 'failed', message: error.message }) as const);
    // I3
    if (starting !== runner || stopped) return;
    starting = undefined;
    if (outcome.type === 'ready') {
      await makeLive(runner, outcome.live);
      events.onLive(outcome.live, performance.now() - began);
    } else {
      void runner.end('kill', 0);
      current?.runner.send({ type: 'resume' });
      events.onFailed(outcome.message);
    }
    setTimeout(() => {
      if (!stopped) standby ??= spawn();
    }, standbyDelay).unref();
  };

  standby = spawn();
  return {
    get live() {
      return current?.live;
    },
    reload,
    invoke(name, input) {
      current?.runner.send({ type: 'invoke', name, input });
    },
    async stop(milliseconds) {
      stopped = true;
      bundler.stop();
      await Promise.all(
        [...processes].map((runner) => runner.end(runner === current?.runner ? 'quit' : 'kill', milliseconds)),
      );
    },
  };
}

// --- internal ---

/** How long running functions and requests of the version before may go on; a request waits for its workflow for 30 s. */
const drainTime = 40_000;
/** How long a version may take to answer that it polls no more. */
const answerTime = 3000;
/** The next process starts when the reload has surely left the CPU to it. */
const standbyDelay = 150;
