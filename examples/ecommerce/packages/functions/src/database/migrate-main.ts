/** `npm run migrate`: brings the database at DATABASE_URL up to date. */
import { closeDatabase } from './database.ts';
import { migrate } from './migrate.ts';

async function main(): Promise<void> {
  try {
    const names = await migrate();
    console.log(names.length === 0 ? 'The database is up to date.' : `Migrated: ${names.join(', ')}.`);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  } finally {
    await closeDatabase();
  }
}

void main();
