import type { Endpoint } from '../routes/endpoint.ts';
import { jsonReply } from '../replies/reply.ts';
import { createDocument } from './document.ts';
import type { DocumentSubject, OpenApiOptions } from './document.ts';

/** The route of the OpenAPI document. */
export function openApiEndpoint(
  given: boolean | OpenApiOptions | undefined,
  { warn, ...subject }: Omit<DocumentSubject, 'mount'>,
): Endpoint {
  const options: OpenApiOptions = typeof given === 'object' ? given : {};
  const warned = new Set<string>();
  const warnOnce = (warning: string): void => {
    if (!warned.has(warning)) warn?.(warning);
    warned.add(warning);
  };
  return {
    ...{ method: 'GET', path: `${subject.basePath}/openapi.json`, middleware: options.middleware ?? [] },
    serve: (call) =>
      Promise.resolve(jsonReply(createDocument({ ...subject, mount: call.mount, warn: warnOnce }, options))),
  };
}
