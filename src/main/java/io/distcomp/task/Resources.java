package io.distcomp.task;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** An amount of memory (bytes) and processor (thousandths of a cpu). GB means 2^30 bytes. */
public record Resources(long memoryBytes, long milliCpus) {

  public static final Resources NONE = new Resources(0, 0);
  public static final BigDecimal MAX_GB = new BigDecimal(1 << 20);
  public static final BigDecimal MAX_CPUS = new BigDecimal(100_000);

  private static final BigDecimal GB = new BigDecimal(1L << 30);
  private static final BigDecimal MILLI = new BigDecimal(1000);

  public Resources {
    if (memoryBytes < 0 || milliCpus < 0) {
      throw new IllegalArgumentException("negative resources: " + memoryBytes + ", " + milliCpus);
    }
  }

  /** From the units of users; fractions are rounded up to a byte and to a thousandth of a cpu. */
  public static Resources of(BigDecimal gb, BigDecimal cpus) {
    return new Resources(
        gb.multiply(GB).setScale(0, RoundingMode.CEILING).longValueExact(),
        cpus.multiply(MILLI).setScale(0, RoundingMode.CEILING).longValueExact());
  }

  public static Resources of(double gb, double cpus) {
    return of(BigDecimal.valueOf(gb), BigDecimal.valueOf(cpus));
  }

  /** GB, to three decimals, without trailing zeros. */
  public BigDecimal gb() {
    return trim(new BigDecimal(memoryBytes).divide(GB, 3, RoundingMode.HALF_UP));
  }

  public BigDecimal cpus() {
    return trim(new BigDecimal(milliCpus).divide(MILLI, 3, RoundingMode.UNNECESSARY));
  }

  public Resources plus(Resources other) {
    return new Resources(memoryBytes + other.memoryBytes, milliCpus + other.milliCpus);
  }

  /** The difference, never below zero. */
  public Resources minus(Resources other) {
    return new Resources(
        Math.max(0, memoryBytes - other.memoryBytes), Math.max(0, milliCpus - other.milliCpus));
  }

  public boolean fitsIn(Resources room) {
    return memoryBytes <= room.memoryBytes && milliCpus <= room.milliCpus;
  }

  public Resources withMemory(long bytes) {
    return new Resources(bytes, milliCpus);
  }

  private static BigDecimal trim(BigDecimal value) {
    return value.signum() == 0
        ? BigDecimal.ZERO
        : new BigDecimal(value.stripTrailingZeros().toPlainString());
  }
}
