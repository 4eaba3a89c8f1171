/**
 * Runs the newest version of the user's code that works.
 * I1: at most one version is live; it drains when the next one is ready, never earlier.
 * I2: a version that fails does not affect the live one.
 * I3: a change during a reload restarts it: only the newest version becomes live.
 * I4: after a save, new connections wait for the new version, so that the next request shows the edit; but at most `HOLD_TIMEOUT`.
 *     If the new version fails, the live one answers.
 * I5: the previous version gets no more tasks before the new one gets requests, so that what a request starts runs on new code.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ResolvedConfig } from '../../config/resolve-config.ts';
import type { BundleSources } from '../../run/project-bundle.ts';
import { startBundler } from './bundler-process.ts';
import type { ConnectionGate } from './connection-gate.ts';
import type { FromRunner, InspectAt, LiveProject } from '../runner/messages.ts';
import { startRunner } from './runner-process.ts';
import type { RunnerProcess } from './runner-process.ts';

export interface ReloaderInput {
  readonly config: ResolvedConfig;
  readonly temporal: { readonly address: string; readonly namespace: string };
  readonly gate: ConnectionGate;
  /** The port of `telemetry.address`. */
  readonly telemetryGate: ConnectionGate | undefined;
  readonly inspect: InspectAt | undefined;
  readonly events: ReloaderEvents;
}

export interface ReloaderEvents {
  onBegun(): void;
  onLive(live: LiveProject, milliseconds: number): void;
  onFailed(message: string, code: string | undefined): void;
  onModules(files: readonly string[]): void;
  /** All other messages of a runner. */
  onMessage(message: FromRunner): void;
  /** The live process ended unexpectedly. */
  onCrash(): void;
}

export interface Reloader {
  readonly live: LiveProject | undefined;
  reload(): Promise<void>;
  invoke(name: string, input: unknown): void;
  /** Ends every process within this many milliseconds. */
  stop(milliseconds: number): Promise<void>;
}

/** Creates a reloader, which immediately starts a process for the first `reload`. */
export function createReloader(input: ReloaderInput): Reloader {
  const { config, temporal, gate, telemetryGate, inspect, events } = input;
  const processes = new Set<RunnerProcess>();
  /** Processes that have a bundle, and so may poll. */
  const polling = new WeakSet<RunnerProcess>();
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
        telemetryGate?.hold();
        if (!stopped) events.onCrash();
      }
    });
    // A standby process that fails to prepare is discarded: the next reload starts another.
    runner.onMessage(({ type }) => {
      if (type !== 'failed' || standby !== runner) return;
      standby = undefined;
      void runner.end('kill', 0);
    });
    runner.send({ type: 'prepare', config, temporal });
    runner.send({ type: 'warm-up', packages });
    return runner;
  };

  const makeLive = async (runner: RunnerProcess, live: LiveProject): Promise<void> => {
    const retired = current && retire(current.runner);
    current = { runner, live };
    telemetryGate?.switchTo((socket) => runner.send({ type: 'connection', to: 'telemetry' }, socket));
    // Once the previous version has released the debugger's port.
    const opened = (): void => inspect && runner.send({ type: 'inspect', at: inspect });
    if (retired === undefined) opened();
    else void retired.then(opened);
    // I5
    await Promise.race([retired, sleep(RETIRE_TIMEOUT, undefined, { ref: false })]);
    // A reload that has begun meanwhile holds connections for its own version.
    if (starting === undefined) release();
  };
  /** Resolves when the version gets no more tasks. It completes the tasks that it has. */
  const retire = async (runner: RunnerProcess): Promise<void> => {
    const draining = runner.next('draining').then(
      () => true,
      () => true,
    );
    void runner.end('drain', DRAIN_TIMEOUT);
    // A version that hangs, for example in an endless loop of a workflow, no longer answers.
    if (!(await Promise.race([draining, sleep(ANSWER_TIMEOUT, false, { ref: false })]))) void runner.end('kill', 0);
  };
  /** Ends a version that does not become live. If it may have polled, it completes its tasks first. */
  const discard = (runner: RunnerProcess): void => {
    if (polling.has(runner)) void runner.end('drain', DRAIN_TIMEOUT);
    else void runner.end('kill', 0);
  };
  // I4
  const release = (): void => {
    const runner = current?.runner;
    if (runner !== undefined) gate.switchTo((socket) => runner.send({ type: 'connection', to: 'http' }, socket));
  };

  const reload = async (): Promise<void> => {
    if (stopped) return;
    const began = performance.now();
    events.onBegun();
    if (starting !== undefined) discard(starting);
    const runner = standby ?? spawn();
    standby = undefined;
    starting = runner;
    gate.hold();
    const held = setTimeout(release, HOLD_TIMEOUT);
    // The set of workflows rarely changes, so bundling starts before the new code is loaded.
    const ahead = sources && { sources, done: bundler.bundle(sources) };
    runner.onMessage((message) => {
      if (message.type === 'loaded') {
        packages = message.packages;
        events.onModules(message.modules);
      } else if (message.type === 'sources') {
        sources = message.sources;
        const isAhead = JSON.stringify(ahead?.sources) === JSON.stringify(sources);
        void (isAhead ? ahead?.done : bundler.bundle(sources))?.then((bundle) => {
          polling.add(runner);
          runner.send({ type: 'bundled', bundle });
        });
      } else events.onMessage(message);
    });
    runner.send({ type: 'run', replayUnless: current?.live.hash });
    const outcome = await runner
      .next('ready', 'failed')
      .catch((error: Error) => ({ type: 'failed', message: error.message, code: undefined }) as const);
    clearTimeout(held);
    // I3
    if (starting !== runner || stopped) return;
    starting = undefined;
    if (outcome.type === 'ready') {
      await makeLive(runner, outcome.live);
      events.onLive(outcome.live, performance.now() - began);
    } else {
      discard(runner);
      release();
      events.onFailed(outcome.message, outcome.code);
    }
    setTimeout(() => {
      if (!stopped) standby ??= spawn();
    }, STANDBY_DELAY).unref();
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

/** Milliseconds that functions and requests of the previous version may take; a request waits up to 30 s for its workflow. */
const DRAIN_TIMEOUT = 40_000;
/** Milliseconds that requests wait for the previous version to get no more tasks. */
const RETIRE_TIMEOUT = 2000;
/** Milliseconds after which a version that does not answer is killed. */
const ANSWER_TIMEOUT = 10_000;
/** Milliseconds that a connection waits for new code. */
const HOLD_TIMEOUT = 5000;
/** Milliseconds after a reload before the next standby process starts, to leave the CPU to the first requests. */
const STANDBY_DELAY = 150;
