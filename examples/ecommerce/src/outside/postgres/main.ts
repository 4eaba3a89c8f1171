/** Runs PostgreSQL, in a process that outlives a killed parent just long enough to clean up. */
import { serveAsChild } from '../child-process.ts';
import { startPostgres } from './postgres-server.ts';

serveAsChild(startPostgres);
