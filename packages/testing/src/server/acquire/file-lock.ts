/*
 * A lock between processes: a file that exists while it is held.
 * I1. The file names its holder. A file without a name, as in the moment of its creation, is judged by its
 *     age alone.
 * I2. The holder renews the file's time every few seconds. A lock is stale when its process is dead
 *     on this machine, or when no one renewed it for a minute (another machine, a reused pid).
 * I3. Two processes that break one stale lock at the same moment may in rare cases both come to hold
 *     it. The guarded work must stay correct when it runs twice: here, an atomic rename.
 */
import { lstatSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolder } from './cache-dir.ts';

/** Who holds a lock. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
}

/**
 * Runs `work` while holding the lock file at `path`, and waits for other holders. `onWait` is
 * called about every `WAIT_NOTICE_MS` of waiting with the holder and the seconds waited.
 */
export async function withFileLock<TResult>(
  path: string,
  work: () => Promise<TResult>,
  onWait: (holder: LockHolder, seconds: number) => void,
): Promise<TResult> {
  makeFolder(dirname(path));
  assertLockable(path);
  const started = Date.now();
  let nextNotice = 0;
  while (!take(path)) {
    const holder = readHolder(path);
    if (holder && isStale(path, holder)) breakLock(path);
    else if (holder && holder !== UNKNOWN && Date.now() - started >= nextNotice) {
      onWait(holder, Math.round((Date.now() - started) / 1000));
      nextNotice += WAIT_NOTICE_MS;
    }
    await sleep(WAIT_STEP_MS);
  }
  const renewal = setInterval(() => renew(path), RENEW_EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    release(path);
  }
}

/** Throws when something is in the place of a lock that is no lock, such as a folder or a link: no one would ever release it. */
export function assertLockable(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? true) return;
  throw new Error(`'${path}' is not a file, so it cannot be a lock: remove it`);
}

// --- internal ---

const WAIT_STEP_MS = 100;
const WAIT_NOTICE_MS = 10_000;
const RENEW_EVERY_MS = 5000;
const STALE_AFTER_MS = 60_000;

const self: LockHolder = { pid: process.pid, host: hostname() };
const UNKNOWN: LockHolder = { pid: 0, host: '' };

function take(path: string, holder: LockHolder = self): boolean {
  try {
    writeFileSync(path, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Only what is still ours; see I3. */
function release(path: string): void {
  const holder = readHolder(path);
  if (holder?.pid === self.pid && holder.host === self.host) rmSync(path, { force: true });
}

/** The holder that the file names; `undefined` when the file is gone. */
function readHolder(path: string): LockHolder | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return JSON.parse(text) as LockHolder;
  } catch {
    return UNKNOWN;
  }
}

function isStale(path: string, holder: LockHolder): boolean {
  if (holder.host === self.host && !isAlive(holder.pid)) return true;
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs > STALE_AFTER_MS;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Moves the lock away first: of several processes that try, one succeeds. A lock that was taken meanwhile is restored. */
function breakLock(path: string): void {
  const moved = `${path}.${randomUUID()}`;
  try {
    renameSync(path, moved);
    const holder = readHolder(moved);
    if (holder && !isStale(moved, holder)) take(path, holder);
  } catch {
    // Another process was faster; the caller checks again.
  } finally {
    rmSync(moved, { force: true });
  }
}

function renew(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // The lock was broken or its folder removed; see I3.
  }
}
