/** How many lines the two-step order over HTTP takes, with tfn and with Temporal's SDK alone. */
import { join } from 'node:path';
import { countLines } from './loc/count-lines.ts';

const programs = join(__dirname, '..', 'loc');
const [ours, raw] = [countLines(join(programs, 'tfn')), countLines(join(programs, 'raw'))];
console.log(`tfn ${ours} lines, raw SDK ${raw} lines, ratio ${(ours / raw).toFixed(2)}`);
