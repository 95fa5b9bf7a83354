# tfreeze and the TensorFlow C library, without Python:
#   docker build -t tfreeze .
#   docker run --rm -v "$PWD:/data" tfreeze explain MODEL PHOTO --out heatmaps
FROM golang:1.26-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends python3-pip && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN make install PREFIX=/opt/tfreeze

FROM debian:bookworm-slim
# Buckets and traces go over TLS.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/tfreeze /opt/tfreeze
COPY LICENSE NOTICE /opt/tfreeze/
ENV PATH=/opt/tfreeze/bin:$PATH
WORKDIR /data
ENTRYPOINT ["tfreeze"]
