import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { ReplayProblem } from '@tfn/worker';
import { toFrame } from '../output/code-problem.ts';
import type { CommandOutput } from '../output/command-output.ts';
import { problemOf } from '../run/telemetry.ts';
import type { FoundExecution } from './find-executions.ts';

/** An execution that could not continue. */
export interface BrokenExecution extends FoundExecution {
  readonly problem: ReplayProblem;
}

interface CheckedProject {
  readonly root: string;
  /** How many executions were replayed. */
  readonly checked: number;
  /** Of the code, which break no execution. */
  readonly warnings: readonly string[];
}

/** Reports what broke, once per reason: executions with the same problem are one finding. */
export function reportCheck(
  broken: readonly BrokenExecution[],
  { root, checked, warnings }: CheckedProject,
): CommandOutput {
  const findings = new Map<string, BrokenExecution[]>();
  for (const execution of broken) {
    const { workflowType, problem } = execution;
    const reason = JSON.stringify([workflowType, problem.step, problem.place, problem.difference ?? problem.message]);
    findings.set(reason, [...(findings.get(reason) ?? []), execution]);
  }
  const data = {
    checked,
    warnings,
    broken: broken.map(({ workflowId, runId, workflowType, status, problem }) => ({
      ...{ workflowId, runId, workflowType, status },
      ...problem,
      ...(problem.place && { place: { ...problem.place, file: relative(root, problem.place.file) } }),
    })),
  };
  const warned = warnings.map((warning) => `warning ${warning}`);
  if (broken.length === 0) {
    const fine = `All ${checked} executions can continue with the current workflows.`;
    return { data, text: [...warned, fine].join('\n\n') };
  }
  const head = `${broken.length} of ${checked} executions could not continue with the current workflows.`;
  const advice = 'Put the change behind ctx.patched(id), or deploy it as a pinned version: docs/deploy.md';
  const texts = [...findings.values()].map((executions) => describe(executions, root));
  return { data, text: [...warned, head, ...texts, advice].join('\n\n'), exitCode: 1 };
}

// --- internal ---

function describe(executions: readonly BrokenExecution[], root: string): string {
  const [first] = executions as readonly [BrokenExecution];
  const { workflowType, problem } = first;
  const { place, step, difference, message } = problem;
  const ids = executions.slice(0, 3).map(({ workflowId, status }) => `${workflowId} (${status})`);
  const more = executions.length > ids.length ? `, and ${executions.length - ids.length} more` : '';
  const at = step === undefined ? '' : ` at step ${step}`;
  return [
    `${workflowType} breaks${at}: ${difference ?? problemOf(message)}.`,
    ...(place === undefined ? [] : [`  ${relative(root, place.file)}:${place.line}:${place.column}`, frameOf(place)]),
    `  ${ids.join(', ')}${more}`,
  ].join('\n');
}

function frameOf({ file, line, column }: NonNullable<ReplayProblem['place']>): string {
  return existsSync(file) ? toFrame(readFileSync(file, 'utf8'), line, column) : '';
}
