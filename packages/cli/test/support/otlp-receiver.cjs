/** A small OpenTelemetry collector: receives traces by OTLP over HTTP as JSON, and returns all spans at GET /spans. */
const { createServer } = require('node:http');

const spans = [];
const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    response.setHeader('content-type', 'application/json');
    if (request.method === 'GET') return response.end(JSON.stringify(spans));
    for (const { resource, scopeSpans } of JSON.parse(Buffer.concat(chunks)).resourceSpans)
      for (const { spans: received } of scopeSpans) spans.push(...received.map((span) => ({ ...span, resource })));
    response.end('{}');
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`listens on ${server.address().port}\n`));
