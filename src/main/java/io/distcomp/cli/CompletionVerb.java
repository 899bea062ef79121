package io.distcomp.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code distcomp completion SHELL}. Made by {@link Verbs}. */
@Command(
    name = "completion",
    description = "Prints a script that teaches a shell to complete verbs and options.",
    footer = {
      "%nExamples:%n",
      "  source <(distcomp completion bash)              in ~/.bashrc",
      "  source <(distcomp completion zsh)               in ~/.zshrc, behind compinit",
      "  distcomp completion fish | source               in ~/.config/fish/config.fish"
    })
final class CompletionVerb implements Callable<Integer> {

  private static final String PROGRAM = "distcomp";

  /** Whose script it is. */
  enum Shell {
    BASH,
    ZSH,
    FISH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
  Shell shell = Shell.BASH;

  private final Session session;

  CompletionVerb(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    session.console().out().print(script(CompletionModel.of(session)));
    return ExitCode.OK;
  }

  /** Zsh reads bash's: the script itself sees which of the two it is in. */
  private String script(CommandLine root) {
    return switch (shell) {
      case BASH, ZSH -> AutoComplete.bash(PROGRAM, root);
      case FISH -> FishCompletion.script(PROGRAM, root);
    };
  }
}
