export { createServerEngine } from './server-engine.ts';
