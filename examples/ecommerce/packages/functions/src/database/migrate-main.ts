/** `npm run migrate`: migrates the database at DATABASE_URL. */
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
