package io.distcomp.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Whatever a file holds, it is a configuration or a list of mistakes, never another exception. */
class AnyInputTest {
  private Path folder = Path.of("");

  @BeforeProperty
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("any-input");
  }

  @AfterProperty
  void removeFolder() throws IOException {
    Files.deleteIfExists(folder.resolve("conf.json"));
    Files.delete(folder);
  }

  @Property(tries = 400)
  void anyBytes(@ForAll byte[] bytes) {
    check(bytes);
  }

  @Property(tries = 400)
  void anyCharacters(@ForAll String text) {
    check(text.getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 400)
  void anyPiecesOfJson(@ForAll("pieces") String text) {
    check(text.getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 400)
  void anyValuesForKnownKeys(@ForAll("objects") String text) {
    check(text.getBytes(StandardCharsets.UTF_8));
  }

  @Provide
  Arbitrary<String> pieces() {
    return Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "'",
            "//",
            "#",
            "null",
            "tru",
            "true",
            "-",
            "01",
            "1e9",
            "NaN",
            "\"queue\"",
            "\"tags\"",
            "\"redis_pass\"",
            "\u0000",
            "\n",
            " ",
            "\uFEFF",
            "\uD800",
            "\\u12",
            "x")
        .list()
        .ofMaxSize(20)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<String> objects() {
    Arbitrary<String> entry =
        Combinators.combine(Arbitraries.of(Keys.names()), values())
            .as((key, value) -> JsonValue.quote(key) + ": " + value);
    return entry
        .list()
        .ofMaxSize(12)
        .map(entries -> entries.stream().collect(Collectors.joining(",\n", "{", "}")));
  }

  private static Arbitrary<String> values() {
    Arbitrary<String> numbers =
        Arbitraries.oneOf(
            Arbitraries.bigDecimals().map(Object::toString),
            Arbitraries.longs().map(Object::toString),
            Arbitraries.of("1e999999999", "-1E-999999999", "0e99999999999", "1e2147483648", "0.0"));
    Arbitrary<String> texts =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(90).map(JsonValue::quote),
            Arbitraries.of(SUSPECTS).map(JsonValue::quote));
    Arbitrary<String> scalars =
        Arbitraries.oneOf(numbers, texts, Arbitraries.of("true", "false", "null", "{}", "[[]]"));
    return Arbitraries.oneOf(
        scalars, scalars.list().ofMaxSize(3).map(list -> "[" + String.join(",", list) + "]"));
  }

  private static final List<String> SUSPECTS =
      List.of(
          "",
          "~",
          "~/",
          "~x",
          "/",
          ".",
          "..",
          "a\0b",
          "/proc/self/mem",
          "/dev/null",
          "embedded",
          "redis://",
          "redis://a",
          "rediss://%",
          "rediss://:%41@b:1/2",
          "redis+sentinel://a,b/c",
          "redis+cluster://[::1]:1",
          "redis://[",
          "127.0.0.1",
          "::",
          "0.0.0.0",
          "none",
          "1",
          "-1");

  private void check(byte[] bytes) {
    Machine machine = new Machine(folder.toString(), "?", "n", 8L << 30, 2);
    Path file = folder.resolve("conf.json");
    try {
      Files.write(file, bytes);
      assertThat(ConfigPrinter.print(ConfigFile.read(file, machine))).isNotEmpty();
    } catch (ConfigException e) {
      assertThat(e.mistakes()).isNotEmpty();
      assertThat(e.getMessage().chars()).noneMatch(c -> c < ' ' && c != '\n');
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
