package io.distcomp.process;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The arguments of one {@code posix_spawn} in C's form: program, working directory, argv and envp.
 * Each starter has one and fills it anew for each command.
 */
final class SpawnBlock {
  private NativeBuffer block = new NativeBuffer(32 * 1024);
  private NativeEnvironment base = new NativeEnvironment(BaseEnvironment.EMPTY);
  private long cwd;
  private long argv;
  private long envp;
  private long program;

  /** After this the addresses are those of the command, until the next call. */
  void fill(Command command) {
    if (!base.isOf(command.base())) {
      base = new NativeEnvironment(command.base());
    }
    byte[][] arguments = encode(command.argv());
    byte[][] variables = variables(command);
    byte[] directory = command.cwd().getBytes(StandardCharsets.UTF_8);
    int pointers = arguments.length + 1 + variables.length + base.size() + 1;
    ensure(Long.BYTES * pointers + size(arguments) + size(variables) + directory.length + 1);
    write(command, arguments, variables, directory, Long.BYTES * pointers);
  }

  private void write(
      Command command, byte[][] arguments, byte[][] variables, byte[] directory, int textsAt) {
    argv = block.address();
    program = block.address() + textsAt;
    int texts = putTexts(arguments, 0, textsAt);
    int at = Long.BYTES * arguments.length;
    block.bytes().putLong(at, 0);
    at += Long.BYTES;
    envp = block.address() + at;
    texts = putTexts(variables, at, texts);
    at = base.putPointers(block, at + Long.BYTES * variables.length, command.env());
    block.bytes().putLong(at, 0);
    cwd = block.address() + texts;
    int unused = block.putText(texts, directory);
  }

  private int putTexts(byte[][] texts, int pointersAt, int textsAt) {
    int at = textsAt;
    for (int i = 0; i < texts.length; i++) {
      block.bytes().putLong(pointersAt + Long.BYTES * i, block.address() + at);
      at = block.putText(at, texts[i]);
    }
    return at;
  }

  private static byte[][] encode(List<String> texts) {
    byte[][] encoded = new byte[texts.size()][];
    for (int i = 0; i < encoded.length; i++) {
      encoded[i] = texts.get(i).getBytes(StandardCharsets.UTF_8);
    }
    return encoded;
  }

  /** The mark comes first, where a look at the environment finds it soonest. */
  private static byte[][] variables(Command command) {
    byte[][] encoded = new byte[command.env().size() + 1][];
    encoded[0] = assignment(Marks.VARIABLE, command.mark());
    int count = 1;
    for (Map.Entry<String, String> e : command.env().entrySet()) {
      if (!e.getKey().equals(Marks.VARIABLE)) {
        encoded[count++] = assignment(e.getKey(), e.getValue());
      }
    }
    return count == encoded.length ? encoded : java.util.Arrays.copyOf(encoded, count);
  }

  private static byte[] assignment(String name, String value) {
    return (name + "=" + value).getBytes(StandardCharsets.UTF_8);
  }

  private static int size(byte[][] texts) {
    int sum = 0;
    for (byte[] text : texts) {
      sum += text.length + 1;
    }
    return sum;
  }

  private void ensure(int size) {
    if (size > block.size()) {
      block = new NativeBuffer(Math.max(size, 2 * block.size()));
    }
  }

  /**
   * The address of a path that is inside the working directory, to ask whether one may enter it.
   */
  long insideCwd(Command command) {
    byte[] path = (command.cwd() + "/.").getBytes(StandardCharsets.UTF_8);
    ensure(path.length + 1);
    int unused = block.putText(0, path);
    return block.address();
  }

  long cwd() {
    return cwd;
  }

  long argv() {
    return argv;
  }

  long envp() {
    return envp;
  }

  long program() {
    return program;
  }
}
