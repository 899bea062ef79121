package io.distcomp.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the node that the user means. Used by {@link Session} alone. */
final class NodeFinder {

  private static final String USUAL = "http://127.0.0.1:8080";

  private final Caller caller;

  NodeFinder(Caller caller) {
    this.caller = caller;
  }

  /**
   * What was said, else the only living node, else the usual address.
   *
   * @throws CliException when what was said is no URL, or when several nodes live
   */
  Target find(TargetOptions options) {
    String url = options.url != null ? options.url : caller.variable("DISTCOMP_URL");
    NodeFile node = url == null ? onlyNode() : null;
    String token =
        options.tokenFile != null ? options.tokenFile : caller.variable("DISTCOMP_TOKEN_FILE");
    return new Target(
        node == null ? parse(url == null ? USUAL : url) : node.url(),
        token == null ? unnamedToken(node) : caller.path(token),
        token != null,
        options.caFile == null ? null : caller.path(options.caFile));
  }

  private @Nullable NodeFile onlyNode() {
    List<NodeFile> nodes = NodeFile.living(caller.distcompHome().resolve("nodes"));
    if (nodes.size() < 2) {
      return nodes.isEmpty() ? null : nodes.get(0);
    }
    // The usual address stays the usual node, also while a `run` is going on beside it.
    return nodes.stream()
        .filter(node -> node.url().equals(URI.create(USUAL)))
        .findFirst()
        .orElseThrow(() -> CliException.usage("several nodes of yours run here: " + list(nodes)));
  }

  private static String list(List<NodeFile> nodes) {
    return nodes.stream().map(n -> n.name() + " at " + n.url()).collect(Collectors.joining(", "))
        + ". Choose one with --url or DISTCOMP_URL";
  }

  private Path unnamedToken(@Nullable NodeFile node) {
    return node == null || node.tokenFile() == null
        ? caller.distcompHome().resolve("token")
        : node.tokenFile();
  }

  private static URI parse(String text) {
    try {
      URI url = new URI(text.replaceAll("/+$", ""));
      if (isWeb(url) && url.getHost() != null && url.getRawQuery() == null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Said below, as for a URL that is well formed and of no use.
    }
    throw CliException.usage(
        "'" + Escape.line(text) + "' is not the URL of a node; expected like " + USUAL);
  }

  private static boolean isWeb(URI url) {
    return "http".equals(url.getScheme()) || "https".equals(url.getScheme());
  }
}
