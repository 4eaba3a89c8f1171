import path from 'node:path';
import type { SourceLocation } from '@tfn/core';
import { TRIAL_FILE } from '../bundle/check/original-places.ts';
import type { OriginalPlaces } from '../bundle/check/original-places.ts';

/** The innermost frame in a file of the user's. */
export function placeOfStack(stack: string, bundle: OriginalPlaces): SourceLocation | undefined {
  for (const [, file = '', line, column] of stack.matchAll(/(?:\(|at )([^()\n]+?):(\d+):(\d+)\)?$/gm)) {
    const frame = { file, line: Number(line), column: Number(column) };
    // The SDK maps some stacks back to the bundled files, but not all.
    const place = path.basename(file) === TRIAL_FILE ? bundle.find(frame.line, frame.column) : frame;
    if (place !== undefined && isOfUser(place.file)) return place;
  }
  return undefined;
}

// --- internal ---

function isOfUser(file: string): boolean {
  const isForeign = /[\\/]node_modules[\\/]/.test(file) || OWN_FOLDERS.some((folder) => file.startsWith(folder));
  return path.isAbsolute(file) && !isForeign;
}

/** Our own code, in a repository where it is not below node_modules. */
const OWN_FOLDERS = [require.resolve('@tfn/core/package.json'), path.resolve(__dirname, '../../package.json')].flatMap(
  (file) => ['src', 'dist'].map((folder) => path.join(path.dirname(file), folder) + path.sep),
);
