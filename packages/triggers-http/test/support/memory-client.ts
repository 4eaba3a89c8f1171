import { TfnError, isFunctionDef } from '@tfn/core';
import type { AnySchema } from '@tfn/core';
import type { RouteClient } from '@tfn/triggers-http';

interface Runnable {
  readonly name: string;
  readonly options: { readonly input?: AnySchema; readonly output?: AnySchema };
  handler(...args: unknown[]): Promise<unknown>;
}

/** A client that runs handlers where it is, with their schemas on both sides, and remembers the runs. */
export function memoryClient(): RouteClient {
  const runs = new Map<string, { def: Runnable; memo: object; result: unknown }>();
  const find = (workflowId: string) => {
    const run = runs.get(workflowId);
    if (run !== undefined) return run;
    throw new TfnError('TFN_WORKFLOW_NOT_FOUND' as never, 'none', { details: { workflowId } });
  };
  const describe = async (workflowId: string): Promise<object> => {
    const { def, memo } = find(workflowId);
    const workflowType = isFunctionDef(def) ? 'tfn.invoke' : def.name;
    return {
      workflowId,
      runId: 'r',
      status: 'completed',
      startTime: new Date(0),
      closeTime: new Date(1),
      workflowType,
      memo,
    };
  };
  const handleOf = (workflowId: string): object => ({
    ...{ workflowId, runId: 'r' },
    describe: () => describe(workflowId),
    result: async () => find(workflowId).result,
  });
  return {
    async start(
      def: Runnable,
      given: unknown,
      { workflowId = `run-${runs.size}`, memo = {} }: { workflowId?: string; memo?: object },
    ) {
      const input = await parse(def, def.options.input, given);
      const context = {};
      const result = await (isFunctionDef(def)
        ? def.handler(input as never, context as never)
        : def.handler(context, input));
      runs.set(workflowId, { def, memo, result: await parse(def, def.options.output, result) });
      return handleOf(workflowId);
    },
    getHandle: (first: unknown, second?: string) => handleOf(second ?? (first as string)),
    signal: async () => undefined,
    query: async () => ({ any: 1 }),
    update: async () => 3,
  } as unknown as RouteClient;
}

async function parse(def: Runnable, schema: AnySchema | undefined, value: unknown): Promise<unknown> {
  const parsed = await schema?.['~standard'].validate(value);
  if (parsed?.issues === undefined) return parsed === undefined ? value : parsed.value;
  const issues = parsed.issues.map(({ path = [], message }) => ({ path: path.map(String).join('.'), message }));
  throw new TfnError('TFN_INPUT_INVALID' as never, `'${def.name}'`, { details: { issues } });
}
