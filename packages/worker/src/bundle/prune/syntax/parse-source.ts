import path from 'node:path';
import { parse } from '@babel/parser';
import type { ParserPlugin } from '@babel/parser';
import type { Program } from '@babel/types';

/** Parses a JavaScript or TypeScript file; undefined when it has errors, which the bundler reports better. */
export function parseSource(source: string, file: string): Program | undefined {
  const extension = path.extname(file);
  const typescript = /^\.[cm]?tsx?$/.test(extension);
  const jsx = extension === '.tsx' || !typescript;
  for (const decorators of ['decorators', 'decorators-legacy'] as const) {
    const plugins: ParserPlugin[] = [
      decorators,
      'decoratorAutoAccessors',
      'explicitResourceManagement',
      'importAttributes',
    ];
    if (typescript) plugins.push('typescript');
    if (jsx) plugins.push('jsx');
    try {
      return parse(source, {
        sourceType: 'unambiguous',
        plugins,
        allowReturnOutsideFunction: true,
        allowAwaitOutsideFunction: true,
      }).program;
    } catch {
      // Only the legacy proposal has decorators of parameters.
    }
  }
  return undefined;
}
