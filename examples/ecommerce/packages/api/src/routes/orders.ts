import {
  cancelOrder,
  cancellationSchema,
  decideOrder,
  decisionSchema,
  orderState,
  processOrder,
} from '@shop/functions';
import { tfn } from '@tfn/core';
import { parseBody } from '../parse-body.ts';
import { requireStaff } from '../require-staff.ts';

/** Two requests with the same id place one order. */
tfn.http('POST', '/api/orders', processOrder, { workflowId: (req) => req.body.id, async: true });

tfn.http('GET', '/api/orders/:id', orderState, { workflowId: (req) => req.params.id });

tfn.http('POST', '/api/orders/:id/cancel', cancelOrder, {
  workflowId: (req) => req.params.id,
  input: (req) => parseBody(cancellationSchema, req.body ?? {}),
});

tfn.http('POST', '/api/orders/:id/decision', decideOrder, {
  workflowId: (req) => req.params.id,
  input: (req) => parseBody(decisionSchema, req.body),
  middleware: [requireStaff],
});
