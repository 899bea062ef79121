package io.distcomp.api;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes the secrets of logins. Shared by {@link LoginCodes} and {@link Sessions}. */
record RandomTexts(SecureRandom random) {

  private static final int BYTES = 32;

  /** 256 random bits as base64url. */
  String next() {
    byte[] bits = new byte[BYTES];
    random.nextBytes(bits);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }
}
