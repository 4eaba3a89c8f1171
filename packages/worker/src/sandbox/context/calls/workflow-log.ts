import type { Logger } from '@tfn/core';
import { field, isErrorLike, textOf } from '@tfn/core/internal';
import { log } from '@temporalio/workflow';
import { toFailure } from '../failure.ts';

/**
 * The log of a workflow. Its fields leave the sandbox by a copy, and one that cannot be copied, such as a function or a proxy, would fail the
 * workflow task: it is logged as text.
 */
export const workflowLog: Logger = {
  debug: (message, fields) => log.debug(message, fields && copyFields(fields)),
  info: (message, fields) => log.info(message, fields && copyFields(fields)),
  warn: (message, fields) => log.warn(message, fields && copyFields(fields)),
  error: (message, fields) => log.error(message, fields && copyFields(fields)),
};

// --- internal ---

/** How many values one line has, and how deep they are nested: an object may have no end. */
const MOST_VALUES = 1000;
const DEEPEST = 10;

function copyFields(fields: Record<string, unknown>): Record<string, unknown> {
  return copy(fields, { depth: 0, left: { values: MOST_VALUES } }) as Record<string, unknown>;
}

interface Place {
  readonly depth: number;
  readonly left: { values: number };
}

function copy(value: unknown, { depth, left }: Place): unknown {
  left.values -= 1;
  if (typeof value === 'function' || typeof value === 'symbol') return textOf(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isErrorLike(value)) return toFailure(value);
  if (depth === DEEPEST || left.values < 0) return '…';
  try {
    if (COPIED.test(Object.prototype.toString.call(value))) return value;
    const inner = { depth: depth + 1, left };
    if (Array.isArray(value)) return Array.from(value.slice(0, left.values), (one) => copy(one, inner));
    const keys = Object.keys(value).slice(0, Math.max(left.values, 0));
    return Object.fromEntries(keys.map((key) => [key, copy(field(value, key), inner)]));
  } catch {
    return textOf(value);
  }
}

/** Values that a copy keeps as they are. */
const COPIED = /^\[object (Date|RegExp|ArrayBuffer|\w+Array)\]$/;
