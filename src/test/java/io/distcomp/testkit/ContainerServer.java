package io.distcomp.testkit;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * A Redis server in a container of the host's network, started by Testcontainers. Used by {@link
 * RedisServer} alone; the image needs {@code redis-server} on its PATH.
 */
final class ContainerServer implements ServerProcess {

  private static final String IMAGE = "distcomp.test.redis.image";
  private static final String CONF = "/tmp/distcomp-redis.conf";

  private final GenericContainer<?> container;
  private final int port;

  private ContainerServer(GenericContainer<?> container, int port) {
    this.container = container;
    this.port = port;
  }

  /**
   * Whether an image is named.
   *
   * @throws IllegalStateException when one is named and no engine answers: the tests would say that
   *     they had run against a server which they did not use
   */
  static boolean isWanted() {
    boolean named = System.getProperty(IMAGE) != null;
    if (named && !DockerClientFactory.instance().isDockerAvailable()) {
      throw new IllegalStateException(IMAGE + " is given, but no container engine answers");
    }
    return named;
  }

  @SuppressWarnings("resource") // the server closes it
  static ContainerServer start(int port, List<String> lines) throws IOException {
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(System.getProperty(IMAGE)))
            // The same port before and after a restart, as a real server has it.
            .withNetworkMode("host")
            .withCopyFileToContainer(MountableFile.forHostPath(conf(port, lines), 0644), CONF)
            .withCommand("redis-server", CONF)
            .waitingFor(Wait.forLogMessage(".*Ready to accept connections.*", 1));
    container.start();
    return new ContainerServer(container, port);
  }

  private static Path conf(int port, List<String> lines) throws IOException {
    List<String> all = new ArrayList<>(List.of("bind 127.0.0.1", "port " + port));
    all.addAll(lines);
    Path file = Files.createTempFile("distcomp-redis-", ".conf");
    file.toFile().deleteOnExit();
    return Files.write(file, all);
  }

  private DockerClient engine() {
    return container.getDockerClient();
  }

  private String id() {
    return container.getContainerId();
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String description() {
    return "a container of " + container.getDockerImageName();
  }

  @Override
  public Optional<Path> directory() {
    return Optional.empty();
  }

  private ContainerState state() {
    return engine().inspectContainerCmd(id()).exec().getState();
  }

  @Override
  public boolean isAlive() {
    return Boolean.TRUE.equals(state().getRunning());
  }

  @Override
  public String log() {
    return container.getLogs();
  }

  @Override
  public void kill() {
    thaw();
    if (isAlive()) {
      engine().killContainerCmd(id()).withSignal("KILL").exec();
      Awaitility.await("end of the container").atMost(Duration.ofSeconds(30)).until(this::isDead);
    }
  }

  private boolean isDead() {
    return !isAlive();
  }

  @Override
  public void startAgain() {
    engine().startContainerCmd(id()).exec();
  }

  @Override
  public void freeze() {
    engine().pauseContainerCmd(id()).exec();
  }

  @Override
  public void thaw() {
    if (Boolean.TRUE.equals(state().getPaused())) {
      engine().unpauseContainerCmd(id()).exec();
    }
  }

  @Override
  public void close() {
    container.stop();
  }
}
