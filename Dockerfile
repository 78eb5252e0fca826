# The kiosk's server in one image, for the processor:
#     docker build -t hall-clerk .
# and for an NVIDIA GPU (Python 3.12 comes with Ubuntu 24.04):
#     docker build -t hall-clerk:cuda --build-arg BASE=nvidia/cuda:12.6.3-cudnn-runtime-ubuntu24.04 --build-arg GPU=1 .
# MODELS=none leaves the models out (mount a folder that holds them at /models).
ARG BASE=debian:bookworm-slim

FROM ${BASE} AS build
ARG GPU=
ARG MODELS=baked
ENV DEBIAN_FRONTEND=noninteractive PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
RUN apt-get update && apt-get install -y --no-install-recommends python3 python3-venv ca-certificates && rm -rf /var/lib/apt/lists/*
RUN python3 -m venv /opt/hall-clerk && python3 -m venv /opt/node
WORKDIR /src

# What changes seldom comes first: packages, then Node.js, then the page, then the project.
COPY pyproject.toml requirements.lock ./
COPY scripts/runtime_lock.py scripts/build.lock scripts/gpu.lock scripts/node.lock scripts/node_shims.sh scripts/
RUN python3 scripts/runtime_lock.py > /tmp/run.lock && /opt/hall-clerk/bin/pip install --require-hashes -r /tmp/run.lock
# The GPU build of onnxruntime is another package with the same module: it replaces the other.
RUN if [ -n "$GPU" ]; then \
        /opt/hall-clerk/bin/pip uninstall -y onnxruntime && \
        /opt/hall-clerk/bin/pip install --require-hashes --no-deps -r scripts/gpu.lock; \
    fi
RUN /opt/node/bin/pip install --require-hashes --no-deps -r scripts/node.lock && sh scripts/node_shims.sh /opt/node
ENV PATH=/opt/hall-clerk/bin:/opt/node/bin:$PATH
COPY web web
RUN cd web && npm ci --no-audit --no-fund && npm run build
COPY . .
RUN pip install --require-hashes -r scripts/build.lock && pip install --no-deps --no-build-isolation . && pip uninstall -y setuptools
RUN mkdir -p /models && if [ "$MODELS" = baked ]; then KIOSK_MODELS=/models python -m kiosk.models.view; fi

FROM ${BASE}
ENV DEBIAN_FRONTEND=noninteractive
RUN apt-get update && apt-get install -y --no-install-recommends python3 ca-certificates && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin clerk && install -d -o clerk -g clerk -m 0700 /data
COPY --from=build /opt/hall-clerk /opt/hall-clerk
COPY --from=build /models /models
COPY config.yaml /etc/hall-clerk/config.yaml
COPY services /etc/hall-clerk/services
# Inside a container, what may reach a port is decided by what is published.
# Nothing leaves the hall: onnxruntime reports its use to Microsoft unless told not to, and no model hub is asked.
ENV PATH=/opt/hall-clerk/bin:$PATH PYTHONUNBUFFERED=1 HOME=/data ORT_DISABLE_TELEMETRY=1 HF_HUB_OFFLINE=1 \
    KIOSK_MODELS=/models KIOSK__DATA_DIR=/data KIOSK__PUBLIC__HOST=0.0.0.0 KIOSK__OPERATORS__HOST=0.0.0.0 KIOSK__LOG__FORMAT=json KIOSK__LOG__TO=stdout
USER clerk
WORKDIR /data
VOLUME /data
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
# Warming up renders every fixed prompt once: minutes on a small machine, and only at the first start.
HEALTHCHECK --interval=10s --timeout=5s --start-period=10m --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8081/readyz', timeout=4)"]
CMD ["kiosk", "serve", "--config", "/etc/hall-clerk/config.yaml"]
