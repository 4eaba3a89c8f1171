import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { dirname, join } from 'node:path';

/** Watches files through their folders, to see files that are new or replaced by a rename. */
export interface FileWatcher {
  /** Adds files, and folders with everything in them. */
  add(paths: readonly string[]): void;
  close(): void;
}

/** Reports which files' content changed, shortly after the last change. */
export function watchFiles(
  isWatched: (path: string) => boolean,
  onChange: (paths: readonly string[]) => void,
): FileWatcher {
  const watchers = new Map<string, FSWatcher>();
  const contents = new Map<string, string>();
  const touched = new Set<string>();
  const explicit = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const settle = (): void => {
    const changed = [...touched].filter((path) => {
      const content = contentOf(path);
      if (contents.get(path) === content) return false;
      contents.set(path, content);
      return true;
    });
    touched.clear();
    if (changed.length > 0) onChange(changed);
  };

  const touch = (path: string): void => {
    if (isFolder(path)) return explicit.has(dirname(path)) ? addFolder(path, touch) : undefined;
    if (!explicit.has(path) && !(explicit.has(dirname(path)) && isWatched(path))) return;
    touched.add(path);
    clearTimeout(timer);
    timer = setTimeout(settle, QUIET_TIME);
  };

  const watchFolder = (folder: string): void => {
    if (watchers.has(folder)) return;
    const watcher = watch(folder, (_event, name) => {
      if (name !== null) touch(join(folder, name));
    });
    const forget = (): void => {
      watcher.close();
      watchers.delete(folder);
    };
    watchers.set(folder, watcher.on('error', forget));
  };

  /** Calls `found` with the files of a new folder. */
  const addFolder = (folder: string, found?: (path: string) => void): void => {
    if (/[\\/](?:node_modules|\.[^\\/]*)$/.test(folder)) return;
    explicit.add(folder);
    watchFolder(folder);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) addFolder(path, found);
      else if (found) found(path);
      else if (isWatched(path)) contents.set(path, contentOf(path));
    }
  };

  return {
    add(paths) {
      for (const path of paths) {
        if (isFolder(path)) addFolder(path);
        else if (!explicit.has(path)) {
          explicit.add(path);
          if (!contents.has(path)) contents.set(path, contentOf(path));
          if (isFolder(dirname(path))) watchFolder(dirname(path));
        }
      }
    },
    close() {
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}

// --- internal ---

/** Milliseconds without a change that end a save, because editors write a file in several steps. */
const QUIET_TIME = 15;

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** A hash of the file; '' when it does not exist. */
function contentOf(path: string): string {
  try {
    return createHash('sha1').update(readFileSync(path)).digest('hex');
  } catch {
    return '';
  }
}
