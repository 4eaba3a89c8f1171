import express from 'express';
import { tfn } from '@tfn/client';
import type * as functions from '@{{name}}/functions';
import { orderRoutes } from './routes/orders';

const client = tfn.client<typeof functions>({ taskQueue: 'orders' });
const app = express();
app.use(express.json());
app.use(orderRoutes(client));

const port = Number(process.env.PORT ?? 3000);
app.listen(port, () => console.log(`http://localhost:${port}`));
