import type { ResolvedConfig } from '../config/resolve-config.ts';

/** What a check of `tfn doctor` found. */
export interface Finding {
  readonly state: 'ok' | 'warning' | 'failed';
  readonly detail: string;
  /** What to do about it. */
  readonly fix?: string;
}

export interface Check {
  readonly name: string;
  readonly check: (config: ResolvedConfig) => Finding | Promise<Finding>;
}

export function ok(detail: string): Finding {
  return { state: 'ok', detail };
}
