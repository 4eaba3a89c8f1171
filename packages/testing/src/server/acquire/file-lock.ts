/*
 * A lock between processes: a file that exists while it is held.
 * I1. The file names its holder. One that names nobody, as in the moment of its making, is judged by its
 *     age alone.
 * I2. The holder renews the file's time every few seconds. A lock is stale when its process is dead
 *     on this machine, or when nobody renewed it for a minute (another machine, a reused pid).
 * I3. Two processes that break one stale lock at the same moment may in rare cases both come to hold
 *     it. What it guards must stay correct then and only do its work twice: here, an atomic rename.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Who holds a lock. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
}

/**
 * Runs `work` while holding the lock file at `path`, waiting for others that hold it. `onWait` is
 * called about every `waitNotice` ms of waiting with the holder and the seconds waited.
 */
export async function withFileLock<TResult>(
  path: string,
  work: () => Promise<TResult>,
  onWait: (holder: LockHolder, seconds: number) => void,
): Promise<TResult> {
  mkdirSync(dirname(path), { recursive: true });
  const started = Date.now();
  let nextNotice = 0;
  while (!take(path)) {
    const holder = readHolder(path);
    if (holder && isStale(path, holder)) breakLock(path);
    else if (holder && holder !== nobody && Date.now() - started >= nextNotice) {
      onWait(holder, Math.round((Date.now() - started) / 1000));
      nextNotice += waitNotice;
    }
    await sleep(waitStep);
  }
  const renewal = setInterval(() => renew(path), renewEvery);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    release(path);
  }
}

// --- internal ---

const waitStep = 100;
const waitNotice = 10_000;
const renewEvery = 5000;
const staleAfter = 60_000;

const self: LockHolder = { pid: process.pid, host: hostname() };
const nobody: LockHolder = { pid: 0, host: '' };

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
    return nobody;
  }
}

function isStale(path: string, holder: LockHolder): boolean {
  if (holder.host === self.host && !isAlive(holder.pid)) return true;
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs > staleAfter;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Moves the lock away first: of several who try, one succeeds. A lock taken meanwhile is put back. */
function breakLock(path: string): void {
  const moved = `${path}.${randomUUID()}`;
  try {
    renameSync(path, moved);
    const holder = readHolder(moved);
    if (holder && !isStale(moved, holder)) take(path, holder);
  } catch {
    // Somebody else was faster; the caller looks again.
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
