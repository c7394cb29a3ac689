# The app without a shell or a package manager. Build it with `docker build -f distroless.Dockerfile .`

# What dependencies are installed in; nothing of it gets into the image but them
ARG BUILD_IMAGE=node:24-trixie-slim
# What the app runs on; the version of the language is the same in both
ARG RUNTIME_IMAGE=gcr.io/distroless/nodejs24-debian13:nonroot

# drydock ignore=base/digest # add the digest above: `docker buildx imagetools inspect` shows it
FROM ${BUILD_IMAGE} AS build
WORKDIR /app
# The lock file alone: this layer and the next stay as they are until it changes
COPY package.json package-lock.json ./
# Just what the lock file names, without what only development needs; the cache keeps downloads on the machine that builds, out of the image
# A registry of your own: `docker build --secret id=npm,src=.npmrc .`, which leaves no trace in the image
RUN --mount=type=cache,target=/root/.npm --mount=type=secret,id=npm,target=/root/.npmrc \
    npm ci --omit=dev --no-audit --no-fund

# drydock ignore=base/digest # add the digest above: `docker buildx imagetools inspect` shows it
FROM ${RUNTIME_IMAGE}
# Whoever finds the image running has only its labels to find out what it is; add `source=`, where its source is kept
LABEL org.opencontainers.image.title=app_javascript org.opencontainers.image.version=1.0.0
# Express and others are faster and say less about errors so
ENV NODE_ENV=production
# Distroless images keep node in a place of its own
ENV PATH=/nodejs/bin:/usr/local/bin:/usr/bin:/bin
WORKDIR /app
# Dependencies before the source: a change of the source leaves their layer as it is
COPY --from=build /app/node_modules ./node_modules
# All that .dockerignore does not name
COPY . .
# A number, so that Kubernetes can see that it is not root; the files stay root's, who runs the app cannot change it
USER 65532:65532
# Where it listens; `docker run -p` maps it
EXPOSE 8080
# Any answer will do; without a shell or curl, the language itself asks
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s CMD ["node", "-e", "require('node:http').get('http://127.0.0.1:8080/', () => process.exit(0)).on('error', () => process.exit(1))"]
# In JSON form: no shell stands between Docker and the app, and the signal to stop reaches it
ENTRYPOINT ["node", "server.js"]
