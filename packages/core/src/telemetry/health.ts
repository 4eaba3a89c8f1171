import { toMilliseconds } from '../definitions/duration.ts';
import type { Duration } from '../definitions/duration.ts';

/** Whether a process, or a part of it, can take work: what `/readyz` answers. */
export interface Health {
  /** Whether it takes no new work any more. */
  readonly draining: boolean;
  /** From now on it is not ready, whatever the checks say: the first thing to do when it is to end. */
  setDraining(): void;
  /**
   * Adds what must hold for readiness. The check gives what is wrong, or undefined; one that throws or takes too long is wrong as well.
   * Gives what takes it away again.
   */
  add(name: string, check: HealthCheck): () => void;
  /** Asks all checks, at most once a second; never rejects. */
  report(): Promise<HealthReport>;
}

/** What is wrong, or undefined. */
export type HealthCheck = () => string | undefined | Promise<string | undefined>;

/** What `/readyz` answers. */
export interface HealthReport {
  readonly ready: boolean;
  /** Each check by its name: 'ok', or what is wrong. */
  readonly checks: Readonly<Record<string, string>>;
}

/** How a health is asked. */
export interface HealthOptions {
  /** How long one check may take. @default '3s' */
  timeout?: Duration;
  /** How long an answer holds, so that those who ask often do not load Temporal. @default '1s' */
  holds?: Duration;
}

/** Makes the health of a process or of a part; without checks it is ready until it drains. @throws {TfnError} TFN_DURATION_INVALID */
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
      return draining ? { ready: false, checks: { ...report.checks, draining: 'it takes no new work' } } : report;
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
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}
