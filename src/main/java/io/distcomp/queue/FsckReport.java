package io.distcomp.queue;

import java.util.List;

/**
 * What an fsck looked at and found. Immutable.
 *
 * @param tasks looked at
 * @param entries of lists looked at
 * @param findings in the order in which they were found, bounded
 * @param more findings beyond those
 * @param unchecked what could not be checked, and why
 */
public record FsckReport(
    long tasks, long entries, List<Finding> findings, long more, List<String> unchecked) {

  public static final FsckReport NOTHING = new FsckReport(0, 0, List.of(), 0, List.of());

  public FsckReport {
    findings = List.copyOf(findings);
    unchecked = List.copyOf(unchecked);
  }

  /** Findings that are still so. */
  public long open() {
    return findings.stream().filter(Finding::isOpen).count() + more;
  }
}
