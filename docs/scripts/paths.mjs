import { join } from 'node:path';

/** The folder of the pages. */
export const docs = join(import.meta.dirname, '..');
export const repository = join(docs, '..');
