import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { transaction } from './database.ts';

const directory = join(__dirname, '../../migrations');

/** Runs the files of `migrations` that have not run yet, in order; gives their names. Any number of processes may at once. */
export async function migrate(): Promise<string[]> {
  const files = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort();
  return transaction(async (client) => {
    // One at a time; freed when the transaction ends.
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('shop migrations'))`);
    await client.query('CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, at timestamptz DEFAULT now())');
    const { rows } = await client.query<{ name: string }>('SELECT name FROM migrations');
    const done = new Set(rows.map(({ name }) => name));
    const due = files.filter((name) => !done.has(name));
    for (const name of due) {
      await client.query(await readFile(join(directory, name), 'utf8'));
      await client.query('INSERT INTO migrations (name) VALUES ($1)', [name]);
    }
    return due;
  });
}
