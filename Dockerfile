# docker build -t spate . && docker run --rm -p 9464:9464 spate
FROM debian:12-slim AS build
WORKDIR /src
COPY dev .
RUN ./dev install-deps build
COPY . .
RUN ./dev build spate
RUN DESTDIR=/installed meson install -C build --no-rebuild --quiet
# The packages that hold the libraries it is linked with, whatever their versions are called.
RUN ldd build/spate | awk '/=> \// {print $3}' | xargs -n1 realpath | sed 's|^/usr||; s|^|*|' \
    | xargs -n1 dpkg-query -S | cut -d: -f1 | sort -u > /installed/packages

FROM debian:12-slim
COPY --from=build /installed/packages /tmp/packages
RUN apt-get update -qq && xargs -a /tmp/packages apt-get install -y -qq --no-install-recommends tzdata ca-certificates \
    && rm -rf /var/lib/apt/lists/* /tmp/packages
COPY --from=build /installed/usr/local /usr/local
ENV SPATE_METRICS=0.0.0.0:9464
EXPOSE 9464
USER 65532:65532
STOPSIGNAL SIGTERM
ENTRYPOINT ["spate"]
CMD ["run", "/usr/local/share/spate/scenarios/shop.yaml"]
