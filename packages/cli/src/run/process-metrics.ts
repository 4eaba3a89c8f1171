import { createMetrics } from '@tfn/core/telemetry';
import type { Metrics } from '@tfn/core/telemetry';
import type { ProjectPackages } from '../project/load-package.ts';

/** The metrics that a process serves: ours, and what the project's own code measures with prom-client. */
export function createProcessMetrics({ find, load }: ProjectPackages): Metrics {
  const metrics = createMetrics();
  metrics.append(async () => {
    if (find('prom-client') === undefined) return '';
    const { register } = load<PromClient>('prom-client', 'telemetry.address');
    // The page is in Prometheus' format, which OpenMetrics would end in its middle.
    return register.contentType.startsWith('text/plain') ? register.metrics() : '';
  });
  return metrics;
}

// --- internal ---

/** The part of prom-client that is used here. */
interface PromClient {
  /** The default registry. */
  readonly register: { readonly contentType: string; metrics(): Promise<string> };
}
