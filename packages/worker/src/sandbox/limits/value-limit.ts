import { addSetting, readSetting } from '../../shared/sandbox-setting.ts';

/** Temporal's own limit for one value, in bytes. */
export const DEFAULT_VALUE_LIMIT: number = 2 * 1024 * 1024;

/** How many bytes one value may have in this workflow. Infinity: Temporal, or a converter or codec of the user's, decides. */
export function valueLimit(): number {
  return (readSetting('value-limit') as number | undefined) ?? DEFAULT_VALUE_LIMIT;
}

/** The code of a bundle whose workflows know the limit. */
export function setValueLimit(code: string, limit: number): string {
  return limit === DEFAULT_VALUE_LIMIT ? code : addSetting(code, 'value-limit', String(limit));
}
