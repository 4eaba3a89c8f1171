import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { packPackages } from '../support/pack-packages.ts';

/** A registry of only `@tfn/*`, for npm; npm gets all other packages from its usual registry. */
export interface ScopedRegistry {
  readonly url: string;
  close(): Promise<void>;
}

/** Packs every package as it would be published, and serves them. */
export async function serveScopedRegistry(folder: string): Promise<ScopedRegistry> {
  const tarballs = await packAll(folder);
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname).slice(1);
    const tarball = tarballs.find(({ file }) => path === file);
    if (tarball !== undefined) return void response.end(tarball.bytes);
    const found = tarballs.find(({ manifest }) => manifest.name === path);
    if (found === undefined) return void response.writeHead(404).end('{}');
    response.setHeader('content-type', 'application/json').end(JSON.stringify(describePackage(found, urlOf())));
  });
  const urlOf = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  return {
    url: urlOf(),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

// --- internal ---

interface Tarball {
  readonly file: string;
  readonly bytes: Buffer;
  readonly manifest: { name: string; version: string };
}

async function packAll(folder: string): Promise<Tarball[]> {
  const files = Object.values(await packPackages(folder));
  return Promise.all(
    files.map(async (path) => ({
      file: basename(path),
      bytes: readFileSync(path),
      manifest: await readPackedManifest(path),
    })),
  );
}

/** The published manifest, with versions instead of `workspace:` and `catalog:`. */
async function readPackedManifest(tarball: string): Promise<Tarball['manifest']> {
  const { stdout } = await promisify(execFile)('tar', ['-xzOf', tarball, 'package/package.json']);
  return JSON.parse(stdout) as Tarball['manifest'];
}

function describePackage({ file, bytes, manifest }: Tarball, url: string): object {
  const dist = {
    tarball: `${url}${file}`,
    integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
  };
  const { name, version } = manifest;
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } };
}
