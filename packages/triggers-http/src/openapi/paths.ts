import { parse } from 'path-to-regexp';

/** A path in OpenAPI's syntax, with its parameters. */
export interface OpenApiPath {
  readonly path: string;
  readonly parameters: readonly PathParameter[];
}

/** A parameter of a path; a wildcard's value is a list of segments. */
export interface PathParameter {
  readonly name: string;
  readonly isWildcard: boolean;
}

/** Expands an Express 5 path: one path for each choice of its optional parts. A wildcard becomes a parameter, as OpenAPI has none. */
export function toOpenApiPaths(path: string): readonly OpenApiPath[] {
  const all = expand(parse(path).tokens).map((found) => ({ ...found, path: found.path === '' ? '/' : found.path }));
  return all.filter(({ path: each }, index) => all.findIndex((other) => other.path === each) === index);
}

// --- internal ---

type Token = ReturnType<typeof parse>['tokens'][number];

function expand(tokens: readonly Token[]): readonly OpenApiPath[] {
  let paths: readonly OpenApiPath[] = [{ path: '', parameters: [] }];
  for (const token of tokens) {
    const choices = choicesOf(token);
    paths = paths.flatMap((before) =>
      choices.map((after) => ({
        path: before.path + after.path,
        parameters: [...before.parameters, ...after.parameters],
      })),
    );
  }
  return paths;
}

function choicesOf(token: Token): readonly OpenApiPath[] {
  switch (token.type) {
    case 'text':
      return [{ path: token.value, parameters: [] }];
    case 'param':
    case 'wildcard':
      return [{ path: `{${token.name}}`, parameters: [{ name: token.name, isWildcard: token.type === 'wildcard' }] }];
    case 'group':
      return [...expand(token.tokens), { path: '', parameters: [] }];
  }
}
