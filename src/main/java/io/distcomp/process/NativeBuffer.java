package io.distcomp.process;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory outside the heap that both Java and C see. Lives as long as this object; whoever gives its
 * address to C keeps the object in a field.
 */
final class NativeBuffer {
  private final ByteBuffer bytes;
  private final long address;

  NativeBuffer(int size) {
    bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    address = Pointer.nativeValue(Native.getDirectBufferPointer(bytes));
  }

  ByteBuffer bytes() {
    return bytes;
  }

  long address() {
    return address;
  }

  int size() {
    return bytes.capacity();
  }

  /** Copies the text and a NUL to the given place and returns the place after it. */
  int putText(int at, byte[] text) {
    bytes.put(at, text);
    bytes.put(at + text.length, (byte) 0);
    return at + text.length + 1;
  }
}
