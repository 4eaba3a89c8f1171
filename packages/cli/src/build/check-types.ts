import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cliError } from '../errors.ts';
import { projectPackages } from '../project/load-package.ts';

/**
 * Type-checks a project with its own TypeScript; does nothing without a tsconfig.json.
 * @throws {TfnError} TFN_CLI_TYPES_WRONG, TFN_CLI_PACKAGE_MISSING
 */
export async function checkTypes(root: string): Promise<boolean> {
  if (!existsSync(join(root, 'tsconfig.json'))) return false;
  const packages = projectPackages(root);
  const manifest = packages.find('typescript/package.json');
  if (manifest === undefined) packages.load('typescript', 'Checking the types');
  const { bin } = JSON.parse(readFileSync(manifest as string, 'utf8')) as { bin: { tsc: string } };
  const { code, output } = await run(join(dirname(manifest as string), bin.tsc), root);
  if (code !== 0) throw cliError('TFN_CLI_TYPES_WRONG', { output: output.trim() });
  return true;
}

// --- internal ---

function run(script: string, cwd: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, '--noEmit', '-p', 'tsconfig.json'], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', reject).once('close', (code) => resolve({ code, output }));
  });
}
