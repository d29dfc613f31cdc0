# docker build -t spate . && docker run --rm --read-only -p 9464:9464 spate
FROM debian:12-slim AS build
WORKDIR /src
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends ca-certificates tzdata
COPY dev .
RUN ./dev install-deps build
COPY . .
RUN ./dev build spate
RUN DESTDIR=/installed meson install -C build --no-rebuild --quiet --strip

# The image holds spate, its shared libraries, the time zones and the CA certificates. It has no shell and no package manager.
# var/lib/dpkg/status.d and the copyright files name the Debian packages of these files, for vulnerability and license scanners.
WORKDIR /image
RUN install -D -t usr/local/bin /installed/usr/local/bin/spate \
    && mkdir -p etc usr/local/share usr/share var/lib/dpkg/status.d \
    && cp -a /installed/usr/local/share/spate usr/local/share/ \
    && cp -a /usr/share/zoneinfo usr/share/ && rm -rf usr/share/zoneinfo/right usr/share/zoneinfo/posix \
    && libraries=$(ldd /src/build/spate | grep -o '/[^ ]*') \
    && cp -L --parents $libraries /etc/ssl/certs/ca-certificates.crt . \
    && packages=$(realpath $libraries | sed 's|^/usr||; s|^|*|' | xargs -n1 dpkg-query -S | cut -d: -f1 | sort -u) \
    && for package in $packages ca-certificates tzdata; do \
         dpkg-query -s $package > var/lib/dpkg/status.d/$package && cp -L --parents /usr/share/doc/$package/copyright . || exit; \
       done \
    && echo 'hosts: files dns' > etc/nsswitch.conf \
    && echo 'spate:x:65532:65532::/var/lib/spate:/' > etc/passwd

FROM scratch
COPY --from=build /image /
# The directory for state_dir of the scenario. Mount a volume here to keep the state.
COPY --from=build --chown=65532:65532 /srv /var/lib/spate
ENV PATH=/usr/local/bin SPATE_METRICS=0.0.0.0:9464
EXPOSE 9464
USER 65532:65532
WORKDIR /var/lib/spate
STOPSIGNAL SIGTERM
# Healthy while every stream has its topic and a broker is connected. At startup, spate waits 60 s for both (startup.timeout).
HEALTHCHECK --interval=10s --timeout=6s --start-period=90s CMD ["spate", "ctl", "health"]
ENTRYPOINT ["spate"]
CMD ["run", "/usr/local/share/spate/scenarios/shop.yaml"]
