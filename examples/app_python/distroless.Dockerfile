# The app without a shell or a package manager. Build it with `docker build -f distroless.Dockerfile .`

# What dependencies are installed in; nothing of it gets into the image but them
ARG BUILD_IMAGE=python:3.13-slim-trixie
# What the app runs on; the version of the language is the same in both
ARG RUNTIME_IMAGE=gcr.io/distroless/python3-debian13:nonroot

# drydock ignore=base/digest # add the digest above: `docker buildx imagetools inspect` shows it
FROM ${BUILD_IMAGE} AS build
WORKDIR /app
# The lock file alone: this layer and the next stay as they are until it changes
COPY requirements.txt ./
# The cache keeps downloads on the machine that builds, out of the image; what differs from its hash is refused
# An index of your own: `docker build --secret id=pip,src=pip.conf .`, which leaves no trace in the image
RUN --mount=type=cache,target=/root/.cache/pip --mount=type=secret,id=pip,target=/etc/pip.conf \
    python3 -m pip install --target=/opt/dependencies --require-hashes --requirement requirements.txt

# drydock ignore=base/digest # add the digest above: `docker buildx imagetools inspect` shows it
FROM ${RUNTIME_IMAGE}
# Whoever finds the image running has only its labels to find out what it is; add `source=`, where its source is kept
LABEL org.opencontainers.image.title=app_python
# Where dependencies are found; output is written at once, not when a buffer is full
ENV PYTHONPATH=/opt/dependencies PYTHONUNBUFFERED=1
WORKDIR /app
# Dependencies before the source: a change of the source leaves their layer as it is
COPY --from=build /opt/dependencies /opt/dependencies
# All that .dockerignore does not name
COPY . .
# A number, so that Kubernetes can see that it is not root; the files stay root's, who runs the app cannot change it
USER 65532:65532
# Where it listens; `docker run -p` maps it
EXPOSE 8080
# Any answer will do; without a shell or curl, the language itself asks
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s CMD ["python3", "-c", "import http.client as h; c = h.HTTPConnection('127.0.0.1', 8080, timeout=2); c.request('GET', '/'); c.getresponse()"]
# In JSON form: no shell stands between Docker and the app, and the signal to stop reaches it
ENTRYPOINT ["python3", "-m", "gunicorn", "app:app"]
