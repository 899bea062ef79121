package io.distcomp.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Gets the text of a conf file, or says why there is none. Used by {@link ConfigFile}; reads never
 * more than the largest allowed file and a byte.
 */
final class ConfText {
  static final int MAX_BYTES = 1 << 20;

  private ConfText() {}

  static String read(Path file, MistakeList mistakes) throws ConfigException {
    byte[] bytes = bytes(file, mistakes);
    if (bytes.length > MAX_BYTES) {
      throw mistakes.only("larger than 1 MiB: this cannot be a conf file");
    }
    return decode(bytes, mistakes);
  }

  private static byte[] bytes(Path file, MistakeList mistakes) throws ConfigException {
    if (Files.isDirectory(file)) {
      throw mistakes.only("a directory; -conf takes a file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw mistakes.only("no such file");
    } catch (AccessDeniedException e) {
      throw mistakes.only("this user may not read it");
    } catch (IOException e) {
      throw mistakes.only("cannot be read: " + e.getMessage());
    }
  }

  private static String decode(byte[] bytes, MistakeList mistakes) throws ConfigException {
    CharBuffer out = CharBuffer.allocate(bytes.length);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      String bad = String.format("byte 0x%02x is not UTF-8", bytes[in.position()]);
      throw mistakes.only(Place.of(text, text.length()), bad);
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
