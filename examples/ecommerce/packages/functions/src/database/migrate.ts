import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { transaction } from './database.ts';

const directory = join(__dirname, '../../migrations');

/** Runs the new files of `migrations` in order; returns their names. Any number of processes may do so at the same time. */
export async function migrate(): Promise<string[]> {
  const files = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort();
  return transaction(async (client) => {
    // One process at a time; released when the transaction ends.
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
