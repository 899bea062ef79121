package io.distcomp.redis;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A server's version, as {@code redis-server --version} tells it. Immutable, free for all. */
public record RedisVersion(int major, int minor, int patch) {

  /** The oldest that runs the queue's scripts. */
  static final RedisVersion OLDEST = new RedisVersion(6, 2, 0);

  private static final Pattern FORM = Pattern.compile("v=(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})");

  static Optional<RedisVersion> in(String text) {
    return FORM.matcher(text).results().findFirst().map(RedisVersion::of);
  }

  private static RedisVersion of(MatchResult match) {
    return new RedisVersion(
        Integer.parseInt(match.group(1)),
        Integer.parseInt(match.group(2)),
        Integer.parseInt(match.group(3)));
  }

  boolean isAtLeast(int wantedMajor, int wantedMinor) {
    return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
  }

  boolean isUsable() {
    return isAtLeast(OLDEST.major, OLDEST.minor);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
