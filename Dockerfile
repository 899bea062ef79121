# Both images can be replaced, for instance by those of a mirror. The second one needs a JRE 17 or
# newer and apt.
ARG BUILD_IMAGE=maven:3.9-eclipse-temurin-17
ARG RUN_IMAGE=eclipse-temurin:17-jre

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
# The libraries change seldom: a layer of their own.
COPY pom.xml ./
COPY .mvn .mvn
RUN mvn -B -q --no-transfer-progress dependency:resolve dependency:resolve-plugins
COPY src src
RUN mvn -B -q --no-transfer-progress -Dmaven.test.skip=true package

FROM ${RUN_IMAGE}
# redis-server for nodes with an embedded Redis, python3 for tasks of that type, tini to forward
# signals and to bury the processes that tasks leave behind.
RUN apt-get update \
  && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    curl procps python3-minimal redis-server tini \
  && rm -rf /var/lib/apt/lists/* \
  && groupadd --gid 10001 distcomp \
  && useradd --uid 10001 --gid distcomp --home-dir /var/lib/distcomp --create-home distcomp
COPY --from=build /build/target/distcomp-fat.jar /opt/distcomp/distcomp-fat.jar
COPY bin/distcomp /opt/distcomp/distcomp
COPY docker/conf.json /etc/distcomp/conf.json
# The archive of classes makes starts shorter. It needs a node that starts in time, which a machine with
# too much to do may not give; the image works without.
RUN ln -s /opt/distcomp/distcomp /usr/local/bin/distcomp \
  && if archive=$(XDG_CACHE_HOME=$(mktemp -d) distcomp --prepare); \
    then mv "$archive" /opt/distcomp/distcomp-fat.jsa; \
    else echo 'no archive of classes: starts take longer' >&2; fi
ENV HOME=/var/lib/distcomp
# A number, so that whoever demands a user that is not root can tell.
USER 10001:10001
WORKDIR /var/lib/distcomp
VOLUME /var/lib/distcomp
# 8080 the dashboard and the API, 5701 the cluster.
EXPOSE 8080 5701
# The drain of a stopping node takes up to 45 s with the default times: docker stop -t 60.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8080/health/live"]
ENTRYPOINT ["tini", "--", "distcomp"]
CMD ["-conf", "/etc/distcomp/conf.json"]
