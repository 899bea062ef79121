package io.distcomp.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * An authority of a test and a certificate that it gave to a server on this machine; PEM files in a
 * folder of the test, made by the openssl of the system, good for two days.
 *
 * @param authority who signed
 * @param certificate for the given name
 * @param key of the certificate, for its owner alone
 */
public record Certificates(Path authority, Path certificate, Path key) {

  /** For {@code 127.0.0.1}. */
  public static Certificates ofLoopback(Path folder) {
    return of(folder, "IP:127.0.0.1");
  }

  /** For a name such as {@code DNS:example.org}; the folder is empty. */
  public static Certificates of(Path folder, String name) {
    try {
      Files.writeString(folder.resolve("name"), "subjectAltName=" + name + "\n");
      openssl(folder, "req -x509 -days 2 -subj /CN=authority " + fresh("ca.key") + " -out ca.pem");
      openssl(folder, "req -new -subj /CN=server " + fresh("key.pem") + " -out request");
      openssl(
          folder,
          "x509 -req -days 2 -in request -CA ca.pem -CAkey ca.key -CAcreateserial -extfile name"
              + " -out cert.pem");
      Path key = folder.resolve("key.pem");
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
      return new Certificates(folder.resolve("ca.pem"), folder.resolve("cert.pem"), key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String fresh(String key) {
    return "-newkey rsa:2048 -nodes -keyout " + key;
  }

  private static void openssl(Path folder, String words) throws IOException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(words.split(" ")));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("openssl.log").toFile())
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new IOException(Files.readString(folder.resolve("openssl.log")));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** What makes a {@link RedisServer} also listen with TLS. */
  public RedisServer on(RedisServer server, int port) {
    return server
        .with("tls-port " + port)
        .with("tls-cert-file " + certificate)
        .with("tls-key-file " + key)
        .with("tls-ca-cert-file " + authority)
        .with("tls-auth-clients no");
  }
}
