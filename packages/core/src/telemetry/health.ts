import { readThrown } from '../errors/thrown/read-thrown.ts';
import { toMilliseconds } from '../definitions/duration.ts';
import type { Duration } from '../definitions/duration.ts';

/** Whether a process, or a part of it, is ready for work: the source of `/readyz`. */
export interface Health {
  /** Whether it has stopped accepting work. */
  readonly draining: boolean;
  /** Reports not ready from now on, independent of the checks. Call it first when shutting down. */
  setDraining(): void;
  /**
   * Adds a check to readiness. It returns what is wrong, or undefined; throwing and exceeding the timeout count as failures.
   * Returns a function that removes it.
   */
  add(name: string, check: HealthCheck): () => void;
  /** Runs all checks, or returns the last report if it is recent; never rejects. */
  report(): Promise<HealthReport>;
}

/** Returns what is wrong, or undefined. */
export type HealthCheck = () => string | undefined | Promise<string | undefined>;

/** The answer of `/readyz`. */
export interface HealthReport {
  readonly ready: boolean;
  /** By the name of the check: 'ok', or what is wrong. */
  readonly checks: Readonly<Record<string, string>>;
}

/** Options of `createHealth`. */
export interface HealthOptions {
  /** Time limit of one check. @default '3s' */
  timeout?: Duration;
  /** How long a report is reused, so that frequent requests do not load Temporal. @default '1s' */
  holds?: Duration;
}

/** Makes a health without checks, which is ready until it drains. @throws {TfnError} TFN_DURATION_INVALID */
export function createHealth(options: HealthOptions = {}): Health {
  const timeout = toMilliseconds(options.timeout ?? 3000, 'timeout');
  const holds = toMilliseconds(options.holds ?? 1000, 'holds');
  const checks = new Map<string, HealthCheck>();
  let draining = false;
  let last: { readonly at: number; readonly report: Promise<HealthReport> } | undefined;

  const ask = async (): Promise<HealthReport> => {
    const outcomes = await Promise.all(
      [...checks].map(async ([name, check]) => [name, (await problemOf(check, timeout)) ?? 'ok'] as const),
    );
    return { ready: outcomes.every(([, outcome]) => outcome === 'ok'), checks: Object.fromEntries(outcomes) };
  };

  return {
    get draining() {
      return draining;
    },
    setDraining() {
      draining = true;
    },
    add(name, check) {
      checks.set(name, check);
      last = undefined;
      return () => {
        if (checks.get(name) === check) checks.delete(name);
        last = undefined;
      };
    },
    async report() {
      if (last === undefined || Date.now() - last.at >= holds) last = { at: Date.now(), report: ask() };
      const report = await last.report;
      return draining ? { ready: false, checks: { ...report.checks, draining: 'it accepts no new work' } } : report;
    },
  };
}

// --- internal ---

async function problemOf(check: HealthCheck, timeout: number): Promise<string | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${timeout / 1000} s`), timeout);
  });
  try {
    return await Promise.race([check(), late]);
  } catch (error) {
    return readThrown(error).message;
  } finally {
    clearTimeout(timer);
  }
}
