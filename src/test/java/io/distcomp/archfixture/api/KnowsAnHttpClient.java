package io.distcomp.archfixture.api;

import java.net.http.HttpClient;

/** Breaks the homes of the libraries: the client of the command line. Only read by a test. */
public final class KnowsAnHttpClient {
  HttpClient client = HttpClient.newHttpClient();
}
