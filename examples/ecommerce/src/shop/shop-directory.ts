import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the shop's outside world keeps its files: the payment gateway's books and the mails that were sent. Made when needed. */
export const shopDirectory: string = process.env['SHOP_DIRECTORY'] ?? join(tmpdir(), 'tfn-ecommerce');
