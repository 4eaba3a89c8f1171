import { styleOf } from '../../output/style.ts';
import type { Style } from '../../output/style.ts';

/** How `tfn dev` paints what it prints. */
export const style: Style = styleOf(process.stdout);

/** Prints text, indented as everything that `tfn dev` prints. */
export function say(text: string): void {
  console.log(text.replaceAll(/^(?=.)/gm, '  '));
}
