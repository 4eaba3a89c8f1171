import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** The compiler's errors in a project, one per line. */
export function typeCheck(project: string): string[] {
  const tsc = join(__dirname, '../../node_modules/typescript/bin/tsc');
  try {
    execFileSync(process.execPath, [tsc, '-p', project, '--pretty', 'false'], { encoding: 'utf8', cwd: project });
    return [];
  } catch (error) {
    return (error as { stdout: string }).stdout.split('\n').filter((text) => text !== '');
  }
}
