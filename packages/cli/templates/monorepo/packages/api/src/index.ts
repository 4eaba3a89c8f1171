import express from 'express';
import { tfn } from '@tfn/client';
import type * as functions from '@{{name}}/functions';
import { healthRoutes } from './routes/health';
import { orderRoutes } from './routes/orders';

const client = tfn.client<typeof functions>({ taskQueue: 'orders' });
const health = healthRoutes(client);
const app = express();
app.use(express.json());
app.use(health.routes);
app.use(orderRoutes(client));

const port = Number(process.env.PORT ?? 3000);
const server = app.listen(port, () => console.log(`http://localhost:${port}`));
process.once('SIGTERM', () => {
  health.setDraining();
  server.close(() => void client.close());
});
