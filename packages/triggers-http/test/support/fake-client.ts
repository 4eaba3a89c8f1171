import type { RouteClient } from '@tfn/triggers-http';

/** A client whose executions complete at once with what `run` makes of their input. */
export function fakeClient(run: (input: unknown) => unknown): RouteClient {
  const start = async (def: { options: { input?: Schema } }, input: unknown): Promise<object> => {
    const checked = def.options.input?.['~standard'].validate(input) ?? { value: input };
    if ('issues' in checked && checked.issues !== undefined)
      throw Object.assign(new Error('invalid'), { status: 422, expose: true, issues: checked.issues });
    return { workflowId: 'w', runId: 'r', result: async () => run((checked as { value: unknown }).value) };
  };
  return { start } as unknown as RouteClient;
}

interface Schema {
  readonly '~standard': { validate(value: unknown): { value: unknown } | { issues?: readonly unknown[] } };
}
