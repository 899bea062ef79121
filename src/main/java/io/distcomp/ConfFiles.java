package io.distcomp;

import io.distcomp.cli.ConfigSource;
import io.distcomp.config.Config;
import io.distcomp.config.ConfigException;
import io.distcomp.config.ConfigFile;
import io.distcomp.config.ConfigPrinter;
import io.distcomp.config.Machine;
import java.nio.file.Path;
import java.util.List;

/** Gives the command line its configurations. Made by {@link DistComp} alone. */
final class ConfFiles implements ConfigSource {

  @Override
  public Config read(Path file) throws Fault {
    try {
      return ConfigFile.read(file);
    } catch (ConfigException e) {
      throw fault(e);
    }
  }

  @Override
  public Config privateNode(String name, Path dataDirectory, Path directory) throws Fault {
    try {
      return Config.privateNode(name, dataDirectory, directory);
    } catch (IllegalArgumentException e) {
      throw new Fault(List.of(String.valueOf(e.getMessage())));
    }
  }

  @Override
  public Description describe(Path file) throws Fault {
    try {
      ConfigFile.Reading reading = ConfigFile.read(file, Machine.real());
      return new Description(ConfigPrinter.print(reading), reading.config().warnings());
    } catch (ConfigException e) {
      throw fault(e);
    }
  }

  private static Fault fault(ConfigException e) {
    return new Fault(e.mistakes().stream().map(Object::toString).toList());
  }
}
