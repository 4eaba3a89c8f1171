import { dirname } from 'node:path';

/** The nearest folder that fits, from this one upwards. */
export function climb(folder: string, fits: (folder: string) => boolean): string | undefined {
  if (fits(folder)) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : climb(parent, fits);
}
