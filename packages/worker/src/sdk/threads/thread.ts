/**
 * The file of a thread that workflows run in: the SDK's own, with two of its parts made cheaper. What a workflow does, and what queries return, stays the same.
 */
import { limitEachTask } from './task-limit.ts';
import { noteStacksLazily } from './promise-stacks.ts';

limitEachTask(noteStacksLazily());
require('@temporalio/worker/lib/workflow/workflow-worker-thread');
