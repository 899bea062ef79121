package io.distcomp.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Trust in the certificates of a file, for nodes with TLS. Used by {@link NodeClient} alone. */
final class Trust {

  private Trust() {}

  /**
   * TLS that trusts the certificates of this PEM file and no others.
   *
   * @throws CliException when the file holds none
   */
  static SSLContext of(Path file) {
    try (InputStream pem = Files.newInputStream(file)) {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store(pem));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new CliException(
          ExitCode.USAGE,
          "--ca-file " + file + " holds no usable certificate: " + e.getMessage(),
          e);
    }
  }

  private static KeyStore store(InputStream pem) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
      store.setCertificateEntry("ca-" + store.size(), one);
    }
    if (store.size() == 0) {
      throw new GeneralSecurityException("it is empty");
    }
    return store;
  }
}
