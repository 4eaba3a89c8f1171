export { createMemoryEngine } from './memory-engine.ts';
