// Declarations that the samples of the guides use without showing them, because each shows only the lines that matter.
import type {
  Client,
  FunctionDef,
  QueryDef,
  ScheduleTriggerDef,
  SignalDef,
  UpdateDef,
  WorkflowContext,
} from '@tfn/core';
import type { Tfn as ClientTfn, TfnClient } from '@tfn/client';
import type { Tfn as TestingTfn } from '@tfn/testing';
import type { Tfn as WorkerTfn } from '@tfn/worker';
import type { Express } from 'express';
import type * as shop from './functions.ts';

declare global {
  type Order = shop.Order;
  const order: Order;
  const functions: typeof shop;
  const processOrder: typeof shop.processOrder;
  const tfn: ClientTfn & WorkerTfn & TestingTfn;

  const stripe: { charges: { create(charge: { amount: number }): Promise<{ id: string }> } };
  function toCharge(order: Order): { amount: number };

  const client: TfnClient;
  const handle: WorkflowHandle;
  const ctx: WorkflowContext;
  const workflowId: string;
  function showIssues(issues: unknown): void;

  const cancel: SignalDef<{ reason: string }>;
  const pause: SignalDef<void>;
  const cancelOrder: SignalDef<{ reason: string }>;
  const cancelSignal: SignalDef<unknown>;
  const approve: SignalDef<{ by: string }>;
  const orderState: QueryDef<string>;
  const statusQuery: QueryDef<string>;
  const setAddress: UpdateDef<string, { city: string }>;

  const notifySupport: FunctionDef<'notifySupport', { workflowId: string; reason: string }, void>;
  const saveNote: FunctionDef<'saveNote', string, void>;
  const auditOrder: WorkflowDef<'auditOrder', string, void>;
  const cart: WorkflowDef<'cart', { name: string }, void>;
  const user: { name: string };
  const item: { sku: string };
  const addItem: SignalDef<{ sku: string }>;

  const discount: FunctionDef<'discount', Order, Order>;
  const importAll: FunctionDef<'importAll', void, void>;
  function copy(table: string, from: number, count: number): Promise<void>;
  function page(text: string): Promise<void>;

  const dailyReport: WorkflowDef<'dailyReport', void, void>;
  const healthCheck: WorkflowDef<'healthCheck', void, void>;
  const syncData: WorkflowDef<'syncData', void, void>;
  const dailyReportSchedule: ScheduleTriggerDef;

  const app: Express;
  const authMiddleware: HttpMiddleware;
  const onPayment: WorkflowDef<'onPayment', string, void>;
  const onShop: WorkflowDef<'onShop', unknown, void>;
  const secret: string;
}
