package io.distcomp.cli;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The node that a verb talks to. Found by {@link NodeFinder}, used by {@link NodeClient}.
 *
 * @param url without a path at its end
 * @param tokenFile where the token is, when there may be one
 * @param tokenIsNamed whether the user named the file, so that it must be there
 * @param caFile certificates to trust instead of the JDK's
 */
record Target(URI url, @Nullable Path tokenFile, boolean tokenIsNamed, @Nullable Path caFile) {}
