package io.distcomp.it;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What commands print when they are run without DistComp, one after the other by one script. */
final class DirectRun {

  private static final long MINUTES = 3;

  private final Path folder;

  private DirectRun(Path folder) {
    this.folder = folder;
  }

  /**
   * Runs each in a {@code /bin/sh -c} of its own and returns when all have ended.
   *
   * @param folder an empty one
   */
  static DirectRun of(List<String> commands, Path folder) throws Exception {
    List<String> script = new ArrayList<>(List.of("D=" + SweepCommands.quoted(folder)));
    for (int i = 0; i < commands.size(); i++) {
      Path command = Files.writeString(folder.resolve(i + ".command"), commands.get(i));
      script.add(
          "/bin/sh -c \"$(cat '%s')\" >\"$D/%d.out\" 2>\"$D/%d.err\" </dev/null; echo $? >\"$D/%d.code\""
              .formatted(command, i, i, i));
    }
    run(Files.write(folder.resolve("script"), script));
    return new DirectRun(folder);
  }

  private static void run(Path script) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("/bin/sh", script.toString())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException("the direct run takes longer than " + MINUTES + " minutes");
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException("the direct run ended with " + process.exitValue());
    }
  }

  /** Of the command at this place, from 0. */
  byte[] stdout(int at) throws IOException {
    return Files.readAllBytes(folder.resolve(at + ".out"));
  }

  byte[] stderr(int at) throws IOException {
    return Files.readAllBytes(folder.resolve(at + ".err"));
  }

  int exitCode(int at) throws IOException {
    return Integer.parseInt(Files.readString(folder.resolve(at + ".code")).strip());
  }
}
