package io.distcomp.config;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rules of the keys about Redis. Used by {@link ConfigFile}. */
final class RedisSection {
  static final String EMBEDDED = "embedded";

  private static final int LAST_EMBEDDED_DATABASE = 15;

  private RedisSection() {}

  static Config.Redis of(Draft draft) {
    String host = draft.get(Keys.REDIS_HOST);
    if (host.equals(EMBEDDED)) {
      return embedded(draft);
    }
    sayWhatIsForEmbedded(draft);
    RedisUrl url = host.contains("://") ? fromUrl(draft, host) : fromKeys(draft, host);
    return url == null ? ofBroken(draft) : remote(draft, url);
  }

  private static Config.Redis embedded(Draft draft) {
    String password = RedisPassword.of(draft, null);
    String bind = draft.get(Keys.REDIS_BIND);
    checkEmbedded(draft);
    checkBind(draft, bind, password);
    RedisPassword.warnIfWellKnown(draft, password);
    return new Config.Redis(
        true,
        null,
        draft.number(Keys.REDIS_PORT),
        draft.number(Keys.REDIS_DB),
        null,
        password,
        null,
        bind,
        draft.get(Keys.REDIS_APPENDFSYNC),
        draft.get(Keys.QUEUE));
  }

  private static void checkEmbedded(Draft draft) {
    for (Key<?> key : List.of(Keys.REDIS_USER, Keys.REDIS_TLS_CA_FILE)) {
      if (draft.isGiven(key)) {
        draft.mistake(
            key, "has no meaning for the embedded Redis: remove it, or name a redis_host");
      }
    }
    if (draft.get(Keys.REDIS_DB) > LAST_EMBEDDED_DATABASE) {
      draft.mistake(
          Keys.REDIS_DB,
          "must be from 0 to " + LAST_EMBEDDED_DATABASE + " in the embedded Redis",
          Keys.REDIS_HOST);
    }
  }

  private static void checkBind(Draft draft, String bind, @Nullable String password) {
    if (Hosts.isLoopback(bind)) {
      return;
    }
    if (password == null) {
      draft.mistake(
          Keys.REDIS_BIND,
          "is not a loopback address and needs redis_pass or redis_pass_file: whoever reaches that"
              + " Redis runs commands on every node",
          Keys.REDIS_PASS,
          Keys.REDIS_PASS_FILE);
    } else {
      draft.warn(
          Keys.REDIS_BIND, "is not a loopback address: the password and all tasks go unencrypted");
    }
  }

  private static void sayWhatIsForEmbedded(Draft draft) {
    for (Key<?> key : List.of(Keys.REDIS_BIND, Keys.REDIS_APPENDFSYNC)) {
      if (draft.isGiven(key)) {
        draft.warn(key, "is for the embedded Redis only and has no effect here");
      }
    }
  }

  private static @Nullable RedisUrl fromUrl(Draft draft, String text) {
    for (Key<?> key : List.of(Keys.REDIS_PORT, Keys.REDIS_PASS, Keys.REDIS_DB, Keys.REDIS_USER)) {
      if (draft.isGiven(key)) {
        draft.mistake(key, "must not be given beside a redis_host that is a URL: put it there");
      }
    }
    try {
      return RedisUrl.parse(text);
    } catch (RedisUrl.Malformed e) {
      draft.mistake(Keys.REDIS_HOST, Objects.requireNonNull(e.getMessage()));
      return null;
    }
  }

  private static @Nullable RedisUrl fromKeys(Draft draft, String host) {
    if (!Hosts.isValid(host)) {
      draft.mistake(
          Keys.REDIS_HOST,
          "must be \"embedded\", a host name or IP address without a port (that is redis_port), or"
              + " a URL like "
              + RedisUrl.FORMS);
      return null;
    }
    int port = draft.number(Keys.REDIS_PORT);
    if (port == 0) {
      draft.mistake(Keys.REDIS_PORT, "can be 0 only for the embedded Redis");
    }
    return new RedisUrl(
        RedisUrl.Scheme.PLAIN,
        List.of(new RedisUrl.Address(host, port)),
        draft.number(Keys.REDIS_DB),
        null,
        draft.find(Keys.REDIS_USER),
        draft.get(Keys.REDIS_PASS).isEmpty() ? null : draft.get(Keys.REDIS_PASS));
  }

  private static Config.Redis remote(Draft draft, RedisUrl url) {
    String password = RedisPassword.of(draft, url.password());
    checkUser(draft, url, password);
    checkTls(draft, url);
    if (password == null) {
      checkOpen(draft, url);
    } else {
      warnOfWeak(draft, url, password);
    }
    return new Config.Redis(
        false,
        url.withoutLogin(),
        url.addresses().get(0).port(),
        url.database(),
        url.user(),
        password,
        draft.findPath(Keys.REDIS_TLS_CA_FILE),
        draft.get(Keys.REDIS_BIND),
        draft.get(Keys.REDIS_APPENDFSYNC),
        draft.get(Keys.QUEUE));
  }

  private static void checkUser(Draft draft, RedisUrl url, @Nullable String password) {
    if (url.user() != null && password == null) {
      draft.mistake(
          draft.isGiven(Keys.REDIS_USER) ? Keys.REDIS_USER : Keys.REDIS_HOST,
          "names a user, and there is no password for it",
          Keys.REDIS_PASS,
          Keys.REDIS_PASS_FILE);
    }
  }

  private static void checkTls(Draft draft, RedisUrl url) {
    if (draft.isGiven(Keys.REDIS_TLS_CA_FILE) && !url.isTls()) {
      draft.mistake(Keys.REDIS_TLS_CA_FILE, "needs a redis_host that begins with rediss://");
    }
    PathRules.certificates(draft, Keys.REDIS_TLS_CA_FILE, draft.findPath(Keys.REDIS_TLS_CA_FILE));
  }

  private static void checkOpen(Draft draft, RedisUrl url) {
    if (url.isLoopback()) {
      draft.warn(
          Keys.REDIS_HOST, "has no password: every user of this machine can run commands as you");
    } else if (draft.get(Keys.TRUSTED_NETWORK)) {
      draft.warn(
          Keys.REDIS_HOST, "has no password: whoever reaches it runs commands on every node");
    } else {
      draft.mistake(
          Keys.REDIS_HOST,
          "is not on this machine and has no password: whoever reaches it runs commands on every"
              + " node. Set a password, or say \"trusted_network\": true",
          Keys.REDIS_PASS,
          Keys.REDIS_PASS_FILE,
          Keys.TRUSTED_NETWORK);
    }
  }

  private static void warnOfWeak(Draft draft, RedisUrl url, String password) {
    RedisPassword.warnIfWellKnown(draft, password);
    if (!url.isTls() && !url.isLoopback()) {
      draft.warn(
          Keys.REDIS_HOST,
          "is reached without TLS: the password and all tasks go unencrypted (rediss:// has TLS)");
    }
  }

  /** Stands in until the mistakes are thrown. */
  private static Config.Redis ofBroken(Draft draft) {
    return new Config.Redis(false, "", 0, 0, null, null, null, "", "", draft.get(Keys.QUEUE));
  }
}
