export { createHealth } from './health.ts';
export type { Health, HealthCheck, HealthOptions, HealthReport } from './health.ts';
