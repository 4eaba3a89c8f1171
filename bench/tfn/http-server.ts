/** The endpoints with tfn. */
import express from 'express';
import { tfn } from '@tfn/client';
import { expressRouter } from '@tfn/triggers-http';
import { serveBench } from '../harness/serve-bench.ts';
import { accept } from './functions.ts';

tfn.http('POST', '/orders', accept);
tfn.http('POST', '/orders/async', accept, { async: true });

serveBench(express().use(expressRouter(tfn.client({ taskQueue: process.env['TASK_QUEUE'] as string }))));
