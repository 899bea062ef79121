package io.distcomp.process;

import io.distcomp.process.BaseEnvironment.Variable;
import java.util.List;
import java.util.Map;

/**
 * A {@link BaseEnvironment} as C text, made once and used by every start. Each starter has its own.
 */
final class NativeEnvironment {
  private final BaseEnvironment source;
  private final NativeBuffer texts;
  private final String[] names;
  private final long[] addresses;

  NativeEnvironment(BaseEnvironment source) {
    this.source = source;
    List<Variable> variables = source.variables();
    texts = new NativeBuffer(variables.stream().mapToInt(v -> v.assignment().length + 1).sum() + 1);
    names = new String[variables.size()];
    addresses = new long[variables.size()];
    int at = 0;
    for (int i = 0; i < names.length; i++) {
      names[i] = variables.get(i).name();
      addresses[i] = texts.address() + at;
      at = texts.putText(at, variables.get(i).assignment());
    }
  }

  boolean isOf(BaseEnvironment environment) {
    return source == environment;
  }

  int size() {
    return names.length;
  }

  /** Writes pointers to all variables that the others do not replace; returns the place after. */
  int putPointers(NativeBuffer block, int at, Map<String, String> others) {
    int next = at;
    for (int i = 0; i < names.length; i++) {
      if (!others.containsKey(names[i]) && !names[i].equals(Marks.VARIABLE)) {
        block.bytes().putLong(next, addresses[i]);
        next += Long.BYTES;
      }
    }
    return next;
  }
}
