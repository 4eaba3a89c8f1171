import { parseSync, traverse, types as t } from '@babel/core';
import type { NodePath } from '@babel/core';
import { transformFromAstSync } from '@babel/core';
import { deadCodeElimination, findReferencedIdentifiers } from 'babel-dead-code-elimination';

const SOURCES = /^(?:@tfn\/(?:core|client|worker|testing)|temporal-functions(?:\/.*)?)$/;

/** Takes function bodies, schemas and triggers out of a user's file, and whatever is then referenced no more. */
export function prune(source: string, file: string): string {
  const ast = parseSync(source, {
    filename: file,
    babelrc: false,
    configFile: false,
    sourceType: 'unambiguous',
    parserOpts: { plugins: ['typescript', 'decorators-legacy', ...(/\.[jt]sx$/.test(file) ? (['jsx'] as const) : [])] },
  });
  if (!ast) return source;
  const before = findReferencedIdentifiers(ast);
  traverse(ast, {
    CallExpression(path) {
      const word = wordOf(path.get('callee') as NodePath);
      if (word === 'fn') {
        path.node.arguments[1] = t.identifier('undefined');
        dropSchemas(path.node.arguments[2]);
      } else if (word === 'workflow') dropSchemas(path.node.arguments[2]);
      else if (/^(?:http|cron|interval|event)$/.test(word ?? '') && path.parentPath.isExpressionStatement()) path.parentPath.remove();
    },
  });
  deadCodeElimination(ast, before);
  return transformFromAstSync(ast, source, { babelrc: false, configFile: false, sourceMaps: 'inline', filename: file })?.code ?? source;
}

function dropSchemas(options: t.Node | undefined): void {
  if (!t.isObjectExpression(options)) return;
  options.properties = options.properties.filter(
    (property) => !(t.isObjectProperty(property) && t.isIdentifier(property.key) && /^(?:input|output)$/.test(property.key.name)),
  );
}

function wordOf(callee: NodePath): string | undefined {
  if (!callee.isMemberExpression() || callee.node.computed || !t.isIdentifier(callee.node.property)) return undefined;
  const object = callee.get('object') as NodePath;
  const known =
    object.isIdentifier() ? isTfn(object)
    : object.isMemberExpression() && t.isIdentifier(object.node.property, { name: 'tfn' }) && isTfn(object.get('object') as NodePath);
  return known ? callee.node.property.name : undefined;
}

function isTfn(path: NodePath): boolean {
  if (!path.isIdentifier()) return false;
  const binding = path.scope.getBinding(path.node.name);
  const parent = binding?.path.parent;
  if (t.isImportDeclaration(parent)) return SOURCES.test(parent.source.value);
  const init = binding?.path.isVariableDeclarator() ? binding.path.node.init : undefined;
  return t.isCallExpression(init) && JSON.stringify(init.arguments).match(/"value":"(@tfn\/[a-z]+)"/) !== null;
}
