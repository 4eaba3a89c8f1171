import { showDuration, showValue } from '../../../history/show.ts';
import { toMs } from '../protocol.ts';
import type { Command } from '../protocol.ts';
import { fromPayloads } from '../workflow/sdk-sandbox.ts';

/** A command in a few words, such as `run charge {"id":"a"}`. */
export function describeCommand(command: Command): string {
  const fn = command.scheduleActivity ?? command.scheduleLocalActivity;
  if (fn) return join('run', fn.activityType, values(fn.arguments));
  if (command.startTimer) return join('sleep', showDuration(toMs(command.startTimer.startToFireTimeout) ?? 0));
  const child = command.startChildWorkflowExecution;
  if (child) return join('child', child.workflowType, values(child.input));
  const signal = command.signalExternalWorkflowExecution;
  if (signal) return join('signal', signal.signalName, values(signal.args ?? []));
  if (command.setPatchMarker) return join('patched', command.setPatchMarker.patchId);
  if (command.completeWorkflowExecution) {
    const { result } = command.completeWorkflowExecution;
    return join('completed', values(result ? [result] : []));
  }
  if (command.failWorkflowExecution) return join('failed:', command.failWorkflowExecution.failure.message ?? '');
  if (command.continueAsNewWorkflowExecution)
    return join('continued as new', values(command.continueAsNewWorkflowExecution.arguments ?? []));
  // All others by Temporal's name: 'cancelTimer' becomes 'cancel timer'.
  return (Object.keys(command)[0] ?? 'nothing').replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

// --- internal ---

function join(...parts: string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}

function values(payloads: Parameters<typeof fromPayloads>[0]): string {
  return fromPayloads(payloads).map(showValue).join(', ');
}
