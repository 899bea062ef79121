package io.distcomp.archfixture.process;

import com.fasterxml.jackson.core.JsonFactory;

/** Breaks the homes of the libraries: processes know JSON. Only read by a test. */
public final class KnowsJson {
  JsonFactory json = new JsonFactory();
}
