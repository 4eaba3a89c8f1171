import { parse } from 'path-to-regexp';

/** A path in OpenAPI's syntax, with the names of its parameters. */
export interface OpenApiPath {
  readonly path: string;
  readonly names: readonly string[];
}

/** Expands an Express 5 path: one path for each choice of its optional parts. A wildcard becomes a parameter, as OpenAPI has none. */
export function toOpenApiPaths(path: string): readonly OpenApiPath[] {
  const found = expand(parse(path).tokens).map(({ path: each, names }) => ({ path: each === '' ? '/' : each, names }));
  return found.filter(({ path: each }, index) => found.findIndex((other) => other.path === each) === index);
}

// --- internal ---

type Token = ReturnType<typeof parse>['tokens'][number];

function expand(tokens: readonly Token[]): readonly OpenApiPath[] {
  let paths: readonly OpenApiPath[] = [{ path: '', names: [] }];
  for (const token of tokens) {
    const choices = choicesOf(token);
    paths = paths.flatMap((before) =>
      choices.map((after) => ({ path: before.path + after.path, names: [...before.names, ...after.names] })),
    );
  }
  return paths;
}

function choicesOf(token: Token): readonly OpenApiPath[] {
  switch (token.type) {
    case 'text':
      return [{ path: token.value, names: [] }];
    case 'param':
    case 'wildcard':
      return [{ path: `{${token.name}}`, names: [token.name] }];
    case 'group':
      return [...expand(token.tokens), { path: '', names: [] }];
  }
}
