# From the root of the repository: docker build -f examples/ecommerce/deploy/worker.Dockerfile .
# A standalone project has no packages to build first, so its Dockerfile is shorter: `tfn init` creates such ones.
# Debian, not Alpine: Temporal's native module needs glibc.
FROM node:22-bookworm-slim AS build
WORKDIR /repository
COPY . .
RUN corepack enable && pnpm install --frozen-lockfile --filter . --filter "@shop/worker..."
RUN pnpm --filter "@shop/worker..." run build
RUN pnpm --filter @shop/worker run bundle
# The service with only its production dependencies, in a self-contained folder.
RUN pnpm --config.inject-workspace-packages=true --filter @shop/worker deploy --prod /app

FROM node:22-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production
ENV TELEMETRY_ADDRESS=0.0.0.0:9464
ENV WORKFLOW_BUNDLE=/app/dist/workflows.js
COPY --from=build /app ./
USER node
EXPOSE 9464
# Without a shell or npm in between, Node receives the stop signal itself: it accepts no new work, and completes what is running.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9464/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/index.js"]
