/** The header that tells of a test environment. */
export const ENV_HEADER = 'tfn-test-env';

/** What it tells. */
export interface EnvHeader {
  readonly id: string;
  /** Workflows that are mocked when they run as children. */
  readonly mocked: readonly string[];
}
