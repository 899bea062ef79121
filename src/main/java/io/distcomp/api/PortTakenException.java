package io.distcomp.api;

/** The port that the conf file names is taken. Fails the web verticle's start; exit code 78. */
public final class PortTakenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PortTakenException(String message) {
    super(message, null, false, false);
  }
}
