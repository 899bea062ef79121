package io.distcomp.cli;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Signals through {@code sun.misc.Signal}. Used by {@link Signals} alone.
 *
 * <p>By reflection, because javac warns of every direct use and the warning cannot be turned off;
 * the module {@code jdk.unsupported} exports the class for exactly this use.
 */
final class ProcessSignals {

  static final boolean AVAILABLE = exists();

  private static final List<String> NAMES = List.of("INT", "TERM", "HUP");

  private ProcessSignals() {}

  static Signals.Handle listen(Runnable first, Runnable again) {
    AtomicBoolean seen = new AtomicBoolean();
    Runnable handler = () -> (seen.compareAndSet(false, true) ? first : again).run();
    List<Runnable> undo = new ArrayList<>();
    NAMES.forEach(name -> undo.add(replace(name, handler)));
    return () -> undo.forEach(Runnable::run);
  }

  /** Sets a handler; the result puts the former one back. */
  private static Runnable replace(String name, Runnable handler) {
    try {
      Object signal = signalClass().getConstructor(String.class).newInstance(name);
      Object former = handle(signal, proxy(handler));
      if (Objects.equals(former, handlerClass().getField("SIG_IGN").get(null))) {
        // Ignored on purpose by whoever started us: nohup, or a shell's background job.
        handle(signal, former);
        return () -> {};
      }
      return () -> restore(signal, former);
    } catch (ReflectiveOperationException e) {
      // The signal does not exist here, or the JVM keeps it for itself (-Xrs).
      return () -> {};
    }
  }

  private static void restore(Object signal, Object former) {
    try {
      handle(signal, former);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot restore the handler of " + signal, e);
    }
  }

  @CanIgnoreReturnValue
  private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
    return signalClass()
        .getMethod("handle", signalClass(), handlerClass())
        .invoke(null, signal, handler);
  }

  private static Object proxy(Runnable handler) throws ClassNotFoundException {
    Class<?>[] types = {handlerClass()};
    return Proxy.newProxyInstance(
        ProcessSignals.class.getClassLoader(),
        types,
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "handle" -> {
                handler.run();
                yield null;
              }
              case "hashCode" -> System.identityHashCode(proxy);
              case "equals" -> proxy == arguments[0];
              default -> "distcomp";
            });
  }

  private static boolean exists() {
    try {
      return handlerClass().isInterface();
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static Class<?> signalClass() throws ClassNotFoundException {
    return Class.forName("sun.misc.Signal");
  }

  private static Class<?> handlerClass() throws ClassNotFoundException {
    return Class.forName("sun.misc.SignalHandler");
  }
}
