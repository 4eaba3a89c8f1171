import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the shop's outside world keeps its files: the payment gateway's books and the mails that were sent. */
export function shopDirectory(): string {
  const directory = process.env['SHOP_DIRECTORY'] ?? join(tmpdir(), 'tfn-ecommerce');
  mkdirSync(directory, { recursive: true });
  return directory;
}
