# The container image. Its RUN steps are scripts that .ci/run also runs, so they are tried with every change.

FROM python:3.13-slim-bookworm AS build
WORKDIR /source
COPY .ci/image .ci/
COPY requirements/runtime.txt requirements/
RUN .ci/image dependencies /opt/baton
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY cogs cogs
COPY db db
RUN .ci/image project /opt/baton

FROM python:3.13-slim-bookworm
COPY .ci/packages .ci/image /source/.ci/
RUN /source/.ci/packages && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/baton /opt/baton
RUN /source/.ci/image try /opt/baton \
    && rm -rf /source \
    && useradd --system --user-group --home-dir /nonexistent --no-create-home --uid 10001 baton \
    && install --directory --owner=baton --group=baton /data
ENV PATH=/opt/baton/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    BATON_DATABASE__URL=sqlite:////data/baton.db \
    BATON_BACKUP__FOLDER=/data/backups \
    BATON_HEALTH__HEARTBEAT_FILE=/data/heartbeat \
    BATON_LOGGING__FORMAT=json
USER baton
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["baton", "health"]
ENTRYPOINT ["baton"]
CMD ["run"]
