import { field, isErrorLike } from './thrown-fields.ts';

/** An error and its causes, outermost first; of an endless chain the first ones. */
export function causesOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (
    let link = error;
    isErrorLike(link) && !chain.includes(link) && chain.length < LONGEST_CHAIN;
    link = field(link, 'cause')
  )
    chain.push(link);
  return chain;
}

// --- internal ---

const LONGEST_CHAIN = 100;
