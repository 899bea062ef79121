package io.distcomp.bus;

/** The addresses of the event bus API, for every application in the cluster. Fixed names. */
public final class BusAddresses {
  private BusAddresses() {}

  public static final String SUBMIT = "distcomp.submit";
  public static final String STATUS = "distcomp.status";
  public static final String JOBS = "distcomp.jobs";
  public static final String TASK = "distcomp.task";
  public static final String CANCEL = "distcomp.cancel";
  public static final String RETRY = "distcomp.retry";

  /** Published, not answered: each message is one delta as on the SSE stream. */
  public static final String EVENTS = "distcomp.events";
}
