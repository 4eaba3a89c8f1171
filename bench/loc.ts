/** How many lines one writes for the order of two steps, served over HTTP: with tfn, and on Temporal's SDK alone. */
import { join } from 'node:path';
import { countLines } from './loc/count-lines.ts';

const programs = join(__dirname, '..', 'loc');
const [ours, raw] = [countLines(join(programs, 'tfn')), countLines(join(programs, 'raw'))];
console.log(`tfn ${ours} lines, raw SDK ${raw} lines, ratio ${(ours / raw).toFixed(2)}`);
