package io.distcomp.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which node to talk to. A mixin of every verb that talks to one. */
final class TargetOptions {

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "The node to talk to. Default: DISTCOMP_URL, else the only node of yours that runs here,"
              + " else http://127.0.0.1:8080.")
  @Nullable String url;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "The file with the node's token. Default: DISTCOMP_TOKEN_FILE, else what the node says,"
              + " else ~/.distcomp/token.")
  @Nullable String tokenFile;

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      description = "PEM certificates to trust for an https node.")
  @Nullable String caFile;
}
