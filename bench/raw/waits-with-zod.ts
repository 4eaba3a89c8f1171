import { z } from 'zod';

export const Waiting = z.object({ reason: z.string() }).optional();

export { waits } from './waits.ts';
