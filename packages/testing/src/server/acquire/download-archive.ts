import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';

export interface DownloadArchiveOptions {
  /** What to download, such as `cli/v1.9.1`. */
  readonly product: string;
  /** The folder to unpack it in. It exists. */
  readonly folder: string;
  readonly downloadUrl: string;
  readonly onProgress: (line: string) => void;
}

/**
 * Downloads an archive for this platform in the way of Temporal's SDKs, unpacks it and returns the path of the executable in it. Gives
 * up when no answer comes within 4 s, or a running download receives nothing for 15 s. Throws a plain Error with the reason.
 */
export async function downloadArchive(options: DownloadArchiveOptions): Promise<string> {
  const { folder } = options;
  const info = await downloadInfo(options);
  const archive = join(folder, 'temporal.tar.gz');
  await downloadFile(info.archiveUrl, archive, options.onProgress);
  const unpacked = await runCommand('tar', ['-xzf', archive, '-C', folder], { timeout: 60_000 });
  if (unpacked.failure) throw new Error(`the archive did not unpack with tar: ${unpacked.failure}`);
  return join(folder, info.fileToExtract);
}

// --- internal ---

const FIRST_BYTE_TIMEOUT_MS = 4000;
const STALL_TIMEOUT_MS = 15_000;
const PROGRESS_EVERY_MS = 2000;

interface DownloadInfo {
  readonly archiveUrl: string;
  readonly fileToExtract: string;
}

async function downloadInfo({ downloadUrl, product }: DownloadArchiveOptions): Promise<DownloadInfo> {
  const url = new URL(`${downloadUrl.replace(/\/$/, '')}/${product}`);
  url.searchParams.set('arch', process.arch === 'x64' ? 'amd64' : process.arch);
  url.searchParams.set('platform', process.platform === 'win32' ? 'windows' : process.platform);
  url.searchParams.set('format', 'tar.gz');
  let text = '';
  for await (const { chunk } of download(url.href)) text += Buffer.from(chunk).toString();
  const info = parseJson(text) as Partial<DownloadInfo> | undefined;
  if (!info?.archiveUrl || !info.fileToExtract) throw new Error(`${url.href} named no archive`);
  return { archiveUrl: info.archiveUrl, fileToExtract: info.fileToExtract };
}

async function downloadFile(url: string, path: string, onProgress: (line: string) => void): Promise<void> {
  const file = await open(path, 'w');
  try {
    let received = 0;
    let nextNotice = 0;
    for await (const { chunk, total } of download(url)) {
      await file.write(chunk);
      received += chunk.byteLength;
      if (Date.now() < nextNotice) continue;
      nextNotice = Date.now() + PROGRESS_EVERY_MS;
      onProgress(`Downloading Temporal: ${megabytes(received)} of ${megabytes(total)} MB`);
    }
  } finally {
    await file.close();
  }
}

/** The body of `url` chunk by chunk, with a bound on each wait. `total` is NaN when the server does not send it. */
async function* download(url: string): AsyncGenerator<{ chunk: Uint8Array; total: number }> {
  const control = new AbortController();
  let wait = FIRST_BYTE_TIMEOUT_MS;
  let timer = setTimeout(() => control.abort(), wait);
  try {
    const response = await fetch(url, { signal: control.signal });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    const total = Number(response.headers.get('content-length') ?? NaN);
    for await (const chunk of response.body ?? []) {
      wait = STALL_TIMEOUT_MS;
      clearTimeout(timer);
      yield { chunk, total };
      timer = setTimeout(() => control.abort(), wait);
    }
  } catch (error) {
    if (!control.signal.aborted) throw describeFetchError(url, error);
    throw new Error(`${url} sent nothing for ${wait / 1000} s`, { cause: error });
  } finally {
    clearTimeout(timer);
    control.abort();
  }
}

/** The message of `fetch` is only 'fetch failed'; the reason is in its cause. */
function describeFetchError(url: string, error: unknown): unknown {
  const cause = (error as { cause?: NodeJS.ErrnoException }).cause;
  if (!cause) return error;
  return new Error(`${url} cannot be reached (${cause.code ?? cause.message})`, { cause: error });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function megabytes(bytes: number): string {
  return Number.isNaN(bytes) ? '?' : (bytes / 1e6).toFixed(0);
}
