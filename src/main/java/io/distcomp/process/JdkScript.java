package io.distcomp.process;

import java.io.File;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How {@link JdkSpawner} wraps a command, and what it must know of the system to do so. Pure but
 * for looks at the PATH.
 *
 * <p>Java reports a death by signal n as exit code 128+n. So a shell stands between: shells write a
 * line such as "Segmentation fault" when their child was ended by a signal and none when it exited.
 * That line goes into a note file, followed by {@code end}. No line and no {@code end}: the shell
 * itself was killed. Shells are silent about SIGINT and SIGPIPE, so here exit 130 and 141 count as
 * these signals.
 */
final class JdkScript {
  /**
   * Runs the arguments; argument 0 is the note file. Signals are left to the command. The
   * redirection belongs to the child alone: the shell writes its line to its own standard error.
   */
  private static final String WRAPPER =
      """
      trap : HUP INT QUIT TERM USR1 USR2
      exec 3>&2 2>"$0"
      (exec "$@" 2>&3 3>&-)
      s=$?
      echo end >&2
      exit $s
      """;

  private static final Charset NATIVE =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  private JdkScript() {}

  /** The program that gives a command its own session; null where there is none. */
  static @Nullable String setsid() {
    return find("setsid");
  }

  static List<String> wrap(@Nullable String setsid, Path note, List<String> argv) {
    List<String> all = new ArrayList<>();
    if (setsid != null) {
      all.add(setsid);
    }
    all.addAll(List.of("/bin/sh", "-c", WRAPPER, note.toString()));
    all.addAll(argv);
    return all;
  }

  /** Why this node cannot start the command; null when it can. */
  static @Nullable String faultOf(Command command) {
    String fault = Texts.faultOf(command);
    if (fault != null) {
      return fault;
    }
    if (!isExpressible(command)) {
      return "this node's locale (" + NATIVE + ") cannot express the command; set LANG=C.UTF-8";
    }
    File directory = new File(command.cwd());
    if (!directory.isDirectory() || !directory.canExecute()) {
      return "working directory " + command.cwd() + ": No such directory";
    }
    String program = command.argv().get(0);
    return find(program) == null ? program + ": No such file or directory" : null;
  }

  private static boolean isExpressible(Command command) {
    var encoder = NATIVE.newEncoder();
    for (Map.Entry<String, String> e : command.env().entrySet()) {
      if (!encoder.canEncode(e.getKey()) || !encoder.canEncode(e.getValue())) {
        return false;
      }
    }
    return encoder.canEncode(command.cwd()) && command.argv().stream().allMatch(encoder::canEncode);
  }

  private static @Nullable String find(String program) {
    if (program.indexOf('/') >= 0) {
      return isProgram(new File(program)) ? program : null;
    }
    String path = System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
    for (String directory : path.split(":", -1)) {
      File file = new File(directory, program);
      if (isProgram(file)) {
        return file.getPath();
      }
    }
    return null;
  }

  private static boolean isProgram(File file) {
    return file.isFile() && file.canExecute();
  }
}
