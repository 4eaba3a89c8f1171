import type { JsonSchema } from '../kinds.ts';

/** The part of valibot's schemas and actions that we read. */
export interface ValibotNode {
  readonly kind: 'schema' | 'validation' | 'transformation' | 'metadata';
  readonly type: string;
  readonly pipe?: readonly ValibotNode[];
  readonly entries?: Readonly<Record<string, ValibotNode>>;
  readonly items?: readonly ValibotNode[];
  readonly item?: ValibotNode;
  readonly rest?: ValibotNode;
  readonly key?: ValibotNode;
  readonly value?: ValibotNode;
  readonly wrapped?: ValibotNode;
  readonly options?: readonly unknown[];
  readonly literal?: unknown;
  readonly default?: unknown;
  readonly requirement?: unknown;
  readonly description?: string;
  readonly title?: string;
  readonly getter?: (input: unknown) => unknown;
}

/** The keywords that an action of a pipe adds. Checks that JSON Schema lacks add none. */
export function nodeOfAction({ type, requirement, description, title }: ValibotNode, before: JsonSchema): JsonSchema {
  const isText = before['type'] === 'string';
  const isList = before['type'] === 'array';
  const size = isText ? 'Length' : isList ? 'Items' : undefined;
  switch (type) {
    case 'description':
      return { description };
    case 'title':
      return { title };
    case 'integer':
    case 'safe_integer':
      return { type: 'integer' };
    case 'multiple_of':
      return { multipleOf: requirement };
    case 'min_value':
      return typeof requirement === 'number' ? { minimum: requirement } : {};
    case 'max_value':
      return typeof requirement === 'number' ? { maximum: requirement } : {};
    case 'gt_value':
      return typeof requirement === 'number' ? { exclusiveMinimum: requirement } : {};
    case 'lt_value':
      return typeof requirement === 'number' ? { exclusiveMaximum: requirement } : {};
    case 'non_empty':
      return size === undefined ? {} : { [`min${size}`]: 1 };
    case 'min_length':
      return size === undefined ? {} : { [`min${size}`]: requirement };
    case 'max_length':
      return size === undefined ? {} : { [`max${size}`]: requirement };
    case 'length':
      return size === undefined ? {} : { [`min${size}`]: requirement, [`max${size}`]: requirement };
    case 'email':
    case 'uuid':
      return { format: type };
    case 'url':
      return { format: 'uri' };
    case 'iso_date':
      return { format: 'date' };
    case 'iso_timestamp':
      return { format: 'date-time' };
    case 'regex':
      return requirement instanceof RegExp && requirement.flags === '' ? { pattern: requirement.source } : {};
    default:
      return {};
  }
}
