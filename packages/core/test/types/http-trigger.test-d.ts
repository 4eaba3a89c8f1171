import { expectTypeOf } from 'expect-type';
import { tfn } from '@tfn/core';
import type { HttpParamsOf, HttpRequest } from '@tfn/core';

const order = tfn.workflow('types.http.order', async (_ctx, input: { id: string }) => input.id);
const cancel = tfn.defineSignal<{ reason: string }>('types.http.cancel');

// A path's parameters are known by name.
expectTypeOf<HttpParamsOf<'/orders/:id/items/:item_id'>>().toEqualTypeOf<{
  readonly id: string;
  readonly item_id: string;
}>();
expectTypeOf<HttpParamsOf<'/files/*path'>>().toEqualTypeOf<{ readonly path: readonly string[] }>();
expectTypeOf<HttpParamsOf<'/orders{/:id}/:name.:ext'>>().toEqualTypeOf<{
  readonly id: string | undefined;
  readonly name: string;
  readonly ext: string;
}>();
expectTypeOf<HttpParamsOf<string>>().toEqualTypeOf<Readonly<Record<string, string>>>();

// A route's callbacks know the body and the parameters.
tfn.http('POST', '/types/orders', order, { workflowId: (req) => `order-${req.body.id}` });
tfn.http('POST', '/types/orders/:id/cancel', cancel, {
  workflowId: (req) => {
    expectTypeOf(req).toEqualTypeOf<HttpRequest<{ reason: string }, { readonly id: string }>>();
    return req.params.id;
  },
});
tfn.http('PUT', '/types/orders/:id', order, { input: (req) => ({ id: req.params.id }) });

// @ts-expect-error -- the path has no such parameter
tfn.http('PUT', '/types/:id', order, { workflowId: (req) => req.params.name });
// @ts-expect-error -- the body has no such field
tfn.http('POST', '/types/x', order, { workflowId: (req) => req.body.name });
// @ts-expect-error -- the target takes another input
tfn.http('POST', '/types/y', order, { input: () => ({ name: 'x' }) });
