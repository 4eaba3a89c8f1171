import { mkdtempSync, rmSync } from 'node:fs';
import { downloadArchive } from './download-archive.ts';
import { installCli } from './install-cli.ts';
import { TEMPORAL_CLI_VERSION } from './temporal-cli.ts';

/** Where Temporal's SDKs download the CLI from. TFN_TEMPORAL_DOWNLOAD_URL names a mirror of it. */
export const DEFAULT_DOWNLOAD_URL = 'https://temporal.download';

export interface DownloadCliOptions {
  /** Where the executable goes. Its folder exists. */
  readonly target: string;
  readonly downloadUrl: string;
  readonly onProgress: (line: string) => void;
}

/**
 * Downloads the CLI in the way of Temporal's SDKs, and installs it at `target` in one step, after it ran once. Throws a plain Error
 * with the reason when it fails.
 */
export async function downloadCli(options: DownloadCliOptions): Promise<void> {
  const { target, downloadUrl, onProgress } = options;
  const folder = mkdtempSync(`${target}.download-`);
  try {
    await installCli(
      await downloadArchive({ product: `cli/${TEMPORAL_CLI_VERSION}`, folder, downloadUrl, onProgress }),
      target,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
