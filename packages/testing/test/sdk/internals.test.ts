/** The undocumented parts of Temporal's SDK on which the engines rely, beyond those in `@tfn/worker`. */
import { WithStartWorkflowOperation } from '@temporalio/client';
import { settleStartOperation } from '../../src/sdk/with-start-operation.ts';

test('with-start-operation: an operation gives the handle that it was settled with, once', async () => {
  const options = { workflowId: 'a', taskQueue: 'q', workflowIdConflictPolicy: 'FAIL' } as const;
  const operation = new WithStartWorkflowOperation('order', options);
  expect(operation).toMatchObject({ workflowTypeOrFunc: 'order', options });
  const handle = { workflowId: 'a' };
  settleStartOperation(operation).resolve(handle);
  expect(await operation.workflowHandle()).toBe(handle);
  expect(() => settleStartOperation(operation)).toThrow('has already been executed');
  const refused = new WithStartWorkflowOperation('order', options);
  settleStartOperation(refused).reject(new Error('taken'));
  await expect(refused.workflowHandle()).rejects.toThrow('taken');
});
