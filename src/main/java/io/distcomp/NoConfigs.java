package io.distcomp;

import io.distcomp.cli.ConfigSource;
import io.distcomp.config.Config;
import java.nio.file.Path;
import java.util.List;

/** The configurations of a build without a node. Made by {@link DistComp} alone. */
final class NoConfigs implements ConfigSource {

  @Override
  public Config read(Path file) throws Fault {
    throw fault(file);
  }

  @Override
  public Config privateNode(String name, Path dataDirectory, Path directory) throws Fault {
    throw fault(dataDirectory);
  }

  @Override
  public String describe(Path file) throws Fault {
    throw fault(file);
  }

  private static Fault fault(Path file) {
    return new Fault(List.of(file + ": this build contains no reader of configurations"));
  }
}
