package io.distcomp.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the keys about who is told of events. Used by {@link ConfigFile}; nothing here ever
 * puts the URL into a message, because many receivers know a sender by it alone.
 */
final class HookSection {
  private static final Set<String> SCHEMES = Set.of("http", "https");

  private HookSection() {}

  static Config.Hooks of(Draft draft) {
    return new Config.Hooks(
        draft.find(HookKeys.HOOK_COMMAND),
        url(draft),
        draft.get(HookKeys.HOOK_EVENTS),
        secretFile(draft),
        draft.get(HookKeys.HOOK_TIMEOUT),
        draft.get(HookKeys.HOOK_STALLED));
  }

  /** For a conf file whose text holds a URL that lets others speak in our name. */
  static void warnIfExposed(Draft draft, Path file) {
    if (draft.isGiven(HookKeys.HOOK_URL) && Secrets.isReadableByOthers(file)) {
      draft.warn(
          HookKeys.HOOK_URL, "may hold a secret, and others can read this file: chmod 600 it");
    }
  }

  private static @Nullable URI url(Draft draft) {
    String text = draft.find(HookKeys.HOOK_URL);
    if (text == null) {
      return null;
    }
    URI url = parsed(text);
    String fault = url == null ? "must be an http or https URL" : fault(url);
    if (fault != null) {
      draft.mistake(HookKeys.HOOK_URL, fault);
    } else if (url != null
        && !isTls(url)
        && !Hosts.isLoopback(url.getHost().replaceAll("[\\[\\]]", ""))) {
      draft.warn(
          HookKeys.HOOK_URL, "sends the names of jobs over a network without TLS: use https");
    }
    return url;
  }

  private static @Nullable URI parsed(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) { // its message repeats the text
      return null;
    }
  }

  private static @Nullable String fault(URI url) {
    if (!SCHEMES.contains(String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT))) {
      return "must be an http or https URL";
    }
    if (url.getHost() == null || url.getPort() > 65_535) {
      return "must name a host and, if any, a port up to 65535";
    }
    return url.getRawUserInfo() == null && url.getRawFragment() == null
        ? null
        : "must not hold a user, a password or a fragment";
  }

  private static boolean isTls(URI url) {
    return url.getScheme().equalsIgnoreCase("https");
  }

  private static @Nullable Path secretFile(Draft draft) {
    Path file = draft.findPath(HookKeys.HOOK_SECRET_FILE);
    PathRules.readFile(draft, HookKeys.HOOK_SECRET_FILE, file);
    if (file != null && Secrets.isExposed(file)) {
      draft.mistake(HookKeys.HOOK_SECRET_FILE, "can be read or changed by others: chmod 600 it");
    }
    if (file != null && !draft.isGiven(HookKeys.HOOK_URL)) {
      draft.mistake(HookKeys.HOOK_SECRET_FILE, "needs hook_url: it signs what is sent there");
    }
    return file;
  }
}
