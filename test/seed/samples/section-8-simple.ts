import { tfn } from 'temporal-functions';
import { processOrder } from './section-8-order.ts';

// Simple HTTP trigger
tfn.http('POST', '/api/orders', processOrder);
