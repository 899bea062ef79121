package io.distcomp;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;

/**
 * What holds until {@link LogSetup} has read the conf file: plain lines on stderr. Made by Logback,
 * behind its own files. In code, because reading XML costs a fifth of a short call of the command
 * line.
 */
@ConfiguratorRank(ConfiguratorRank.FALLBACK + 1)
public final class FirstLog extends ContextAwareBase implements Configurator {

  @Override
  public ExecutionStatus configure(LoggerContext loggers) {
    loggers.getStatusManager().add(new NopStatusListener());
    LogSetup.first(loggers);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
