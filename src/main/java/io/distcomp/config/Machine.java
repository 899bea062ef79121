package io.distcomp.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration needs to know about the machine it is read on. {@link #real()} looks once;
 * tests make their own.
 *
 * @param homeVariable the environment's HOME
 * @param userHome the Java property user.home
 * @param hostName as the system has it, with or without a domain
 * @param memoryBytes all memory that this process and its children may use
 * @param cpus all processors that this process and its children may use
 */
public record Machine(
    @Nullable String homeVariable, String userHome, String hostName, long memoryBytes, int cpus) {

  public static Machine real() {
    return new Machine(
        System.getenv("HOME"),
        System.getProperty("user.home", ""),
        realHostName(),
        MachineMemory.total(Path.of("/")),
        Runtime.getRuntime().availableProcessors());
  }

  /** What {@code ~} means: HOME if it is an absolute path, else user.home if that is one. */
  public @Nullable Path home() {
    Path home = absolute(homeVariable);
    return home == null ? absolute(userHome) : home;
  }

  /** The host name up to its first dot. */
  public String shortHostName() {
    int dot = hostName.indexOf('.');
    return dot > 0 ? hostName.substring(0, dot) : hostName;
  }

  private static @Nullable Path absolute(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      Path path = Path.of(text);
      return path.isAbsolute() ? path.normalize() : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /** The kernel is asked first: a look-up of the own name can hang on a bad resolver. */
  private static String realHostName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      return Objects.requireNonNullElseGet(System.getenv("HOSTNAME"), Machine::resolvedHostName);
    }
  }

  private static String resolvedHostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "node";
    }
  }
}
