import { ApplicationFailure } from '@temporalio/common';
import { toLogFields } from '../../src/telemetry/log-fields.ts';

const failure = ApplicationFailure.create({
  message: 'refused',
  type: 'CardRefused',
  details: [{ card: '4242' }],
  cause: new Error('the bank said no'),
});

describe('the fields of a log entry', () => {
  it('have one name for each thing', () => {
    const meta = {
      sdkComponent: 'activity',
      workflowRunId: 'r',
      activityType: 'charge',
      workflowType: 'buy',
      taskToken: 't',
    };
    expect(toLogFields(meta, false)).toEqual({
      ...{ component: 'activity', runId: 'r', name: 'charge', activityType: 'charge', workflowType: 'buy' },
    });
  });

  it('contain no payload of an error, only its kind, its message and the stacks down to its cause', () => {
    const { err } = toLogFields({ sdkComponent: 'workflow', error: failure }, false) as { err: { stack: string } };
    expect(err).toMatchObject({ name: 'ApplicationFailure', failureType: 'CardRefused', message: 'refused' });
    expect(err.stack).toContain('caused by: Error: the bank said no');
    expect(JSON.stringify(err)).not.toContain('4242');
  });

  it('contain nothing that the SDK attaches as an object, or prints with payloads', () => {
    const printed =
      'Failure { message: "it said \\"no\\"", details: Some(Payloads { payloads: [Payload { data: [52] }] }) }';
    const meta = {
      ...{ sdkComponent: 'core', run_id: 'r', failure: printed, attempt: 2 },
      ...{ activation: { jobs: ['4242'] }, completion: 'Completion { payloads: 4242 }' },
    };
    expect(toLogFields(meta, false)).toEqual({ component: 'core', runId: 'r', problem: 'it said "no"', attempt: 2 });
    expect(toLogFields({ failure: 'Failure { 4242 }' }, false)).toEqual({ problem: 'unknown' });
  });

  it('contain everything unchanged when payloads are enabled', () => {
    const activation = { jobs: [] };
    expect(toLogFields({ sdkComponent: 'worker', error: failure, activation }, true)).toEqual({
      ...{ component: 'worker', err: failure, activation },
    });
  });
});
