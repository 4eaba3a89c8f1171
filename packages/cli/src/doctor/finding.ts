import type { ResolvedConfig } from '../config/resolve-config.ts';

/** The result of one check of `tfn doctor`. */
export interface Finding {
  readonly state: 'ok' | 'warning' | 'failed';
  readonly detail: string;
  /** How to fix it. */
  readonly fix?: string;
}

export interface Check {
  readonly name: string;
  readonly check: (config: ResolvedConfig) => Finding | Promise<Finding>;
}

export function ok(detail: string): Finding {
  return { state: 'ok', detail };
}
