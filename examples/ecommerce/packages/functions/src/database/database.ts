import { Pool } from 'pg';
import type { PoolClient } from 'pg';
import { setting } from '../setting.ts';

let pool: Pool | undefined;

/** The shop's PostgreSQL, at DATABASE_URL. Connects on first use. */
export function database(): Pool {
  if (pool !== undefined) return pool;
  const opened = new Pool({ connectionString: setting('DATABASE_URL'), max: 20 });
  // The next query replaces an idle connection that broke; without a listener, the error would end the process.
  opened.on('error', (error) => {
    if (opened === pool) console.warn(`PostgreSQL: ${error.message}`);
  });
  return (pool = opened);
}

/** Closes what `database` opened. */
export async function closeDatabase(): Promise<void> {
  const open = pool;
  pool = undefined;
  await open?.end();
}

/** Runs queries in a transaction. */
export async function transaction<TResult>(body: (client: PoolClient) => Promise<TResult>): Promise<TResult> {
  const client = await database().connect();
  try {
    await client.query('BEGIN');
    const result = await body(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
