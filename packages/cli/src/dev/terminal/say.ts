import { styleOf } from '../../output/style.ts';
import type { Style } from '../../output/style.ts';

/** The style of the output of `tfn dev`. */
export const style: Style = styleOf(process.stdout);

/** Prints text with the indentation of `tfn dev`. */
export function say(text: string): void {
  console.log(text.replaceAll(/^(?=.)/gm, '  '));
}
