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
RUN mvn -B -q --no-transfer-progress -DskipTests package

FROM ${RUN_IMAGE}
# redis-server for nodes with an embedded Redis, python3 for tasks of that type, tini to forward
# signals and to bury the processes that tasks leave behind.
RUN apt-get update \
  && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    curl procps python3-minimal redis-server tini \
  && rm -rf /var/lib/apt/lists/* \
  && groupadd --system distcomp \
  && useradd --system --gid distcomp --home-dir /var/lib/distcomp --create-home distcomp
COPY --from=build /build/target/distcomp-fat.jar /opt/distcomp/distcomp-fat.jar
COPY docker/conf.json /etc/distcomp/conf.json
ENV HOME=/var/lib/distcomp
USER distcomp
WORKDIR /var/lib/distcomp
VOLUME /var/lib/distcomp
# 8080 the dashboard and the API, 5701 the cluster.
EXPOSE 8080 5701
# The drain of a stopping node takes up to 45 s with the default times: docker stop -t 60.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8080/health/live"]
ENTRYPOINT ["tini", "--", "java", "-jar", "/opt/distcomp/distcomp-fat.jar"]
CMD ["-conf", "/etc/distcomp/conf.json"]
